#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "load/byte_source.h"
#include "load/decoder.h"

namespace brunt::load {

/// The results of several files, one of each in turn as vegeta reads them, each in its own format.
class ResultSource {
 public:
  /// "stdin" is the standard input; a stop token ends the waiting for it. Errors: as ByteSource and
  /// `encode: can't detect encoding of "NAME"`.
  static brunt::Result<ResultSource> open(const std::vector<std::string>& names,
                                          const std::stop_token& stop = {});
  static brunt::Result<ResultSource> of(std::string_view bytes, const std::string& name);

  /// As Decoder::next(); errors name the file.
  brunt::Result<bool> next(Result& into);
  /// Index in the names of the file that the last result came from.
  std::size_t last_file() const { return last_; }
  /// Called before each wait for a pipe.
  void on_wait(const std::function<void()>& call);

 private:
  struct File {
    std::string name;
    std::unique_ptr<ByteSource> bytes;
    std::unique_ptr<Decoder> decoder;  ///< null once read to its end
  };
  brunt::Result<> add(const std::string& name, ByteSource bytes);

  std::vector<File> files_;
  std::size_t turn_ = 0, last_ = 0;
};

}  // namespace brunt::load

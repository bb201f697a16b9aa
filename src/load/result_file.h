#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "load/attack.h"
#include "load/result.h"

namespace brunt::load {

/// Hands over each result of a file in its order; its format is seen from the first one.
/// `on_result` returns false to stop. Errors: `not_found`, `invalid_input` with what was read so
/// far already handed over.
brunt::Result<> read_results(const std::filesystem::path& path,
                             const std::function<bool(const Result&)>& on_result);

/// As read_results, of bytes that are there already; `name` is for errors.
brunt::Result<> read_results_in(std::string_view bytes, const std::string& name,
                                const std::function<bool(const Result&)>& on_result);

/// All results of a file.
brunt::Result<std::vector<Result>> read_all_results(const std::filesystem::path& path);

/// Takes results as they come and keeps them on disk; what was taken survives a SIGKILL.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  virtual brunt::Result<> write(const Result& result) = 0;
  /// A hit that went out: only the record format keeps it, to tell who was out after a crash.
  virtual brunt::Result<> sent(const Sent& hit);
  /// Seals the file. Called once.
  virtual brunt::Result<> close() = 0;
};

/// `none` keeps nothing.
enum class ResultFormat { record, gob, json, csv, none };
/// `gob`, `json`, `csv`, `record` or `none`. Errors: `invalid_input`.
brunt::Result<ResultFormat> parse_result_format(std::string_view word);

/// Appends one result to `out` in a stream format (not record).
void append_result(std::string& out, ResultFormat format, const Result& result);

/// "stdout" is the standard output (not for records). Errors: `unavailable` with the reason.
brunt::Result<std::unique_ptr<ResultWriter>> open_result_writer(const std::filesystem::path& path,
                                                                ResultFormat format);

}  // namespace brunt::load

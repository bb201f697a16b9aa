#include "load/result_source.h"

#include <fmt/format.h>

namespace brunt::load {

brunt::Result<ResultSource> ResultSource::open(const std::vector<std::string>& names,
                                               const std::stop_token& stop) {
  ResultSource source;
  for (const std::string& name : names) {
    ByteSource bytes = BRUNT_TRY(ByteSource::open(name, stop));
    BRUNT_TRY(source.add(name, std::move(bytes)));
  }
  return source;
}

brunt::Result<ResultSource> ResultSource::of(std::string_view bytes, const std::string& name) {
  ResultSource source;
  BRUNT_TRY(source.add(name, ByteSource::of(bytes)));
  return source;
}

brunt::Result<> ResultSource::add(const std::string& name, ByteSource bytes) {
  File file;
  file.name = name;
  file.bytes = std::make_unique<ByteSource>(std::move(bytes));
  auto decoder = detect_decoder(*file.bytes);
  if (!decoder) {
    const std::string& what = decoder.error().what;
    const bool unknown = what == "can't detect encoding";
    return std::unexpected(Error{decoder.error().code,
                                 unknown ? fmt::format("encode: {} of \"{}\"", what, name) : what,
                                 unknown ? "" : name});
  }
  file.decoder = *std::move(decoder);
  files_.push_back(std::move(file));
  return {};
}

brunt::Result<bool> ResultSource::next(Result& into) {
  for (std::size_t tried = 0; tried < files_.size(); ++tried) {
    last_ = turn_;
    turn_ = (turn_ + 1) % files_.size();
    File& file = files_[last_];
    if (file.decoder == nullptr) continue;
    if (BRUNT_TRY(file.decoder->next(into), file.name)) return true;
    file.decoder.reset();
  }
  return false;
}

void ResultSource::on_wait(const std::function<void()>& call) {
  for (const File& file : files_)
    file.bytes->on_wait(call);
}

}  // namespace brunt::load

#include "load/result_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "load/csv_results.h"
#include "load/gob.h"
#include "load/json_results.h"
#include "load/record_writer.h"
#include "load/result_source.h"
#include "sys/fd.h"

namespace brunt::load {
namespace {

std::unexpected<Error> failed(Errc code, const std::string& doing, const std::string& name,
                              int error) {
  return std::unexpected(
      Error{code,
            fmt::format("cannot {} '{}': {}", doing, name, std::generic_category().message(error)),
            {}});
}

/// Gob, JSON lines or CSV rows; each result is one write(2), so that a crash loses none.
class StreamWriter final : public ResultWriter {
 public:
  StreamWriter(sys::Fd fd, std::string name, ResultFormat format)
      : fd_(std::move(fd)), name_(std::move(name)), format_(format) {}

  brunt::Result<> begin() {
    return format_ == ResultFormat::gob ? put(gob_preamble()) : brunt::Result<>();
  }

  brunt::Result<> write(const Result& result) override {
    buffer_.clear();
    append_result(buffer_, format_, result);
    return put(buffer_);
  }

  brunt::Result<> close() override {
    if (::fsync(fd_.get()) == 0 || errno == EINVAL || errno == EROFS) return {};
    return failed(Errc::unavailable, "write", name_, errno);
  }

 private:
  brunt::Result<> put(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(fd_.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno != EINTR) return failed(Errc::unavailable, "write", name_, errno);
      if (wrote > 0) bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
  }

  sys::Fd fd_;
  std::string name_;
  ResultFormat format_;
  std::string buffer_;
};

class NoWriter final : public ResultWriter {
 public:
  brunt::Result<> write(const Result& /*result*/) override { return {}; }
  brunt::Result<> close() override { return {}; }
};

}  // namespace

brunt::Result<> ResultWriter::sent(const Sent& /*hit*/) {
  return {};
}

namespace {

brunt::Result<> hand_over(ResultSource source, const std::function<bool(const Result&)>& take) {
  Result result;
  while (BRUNT_TRY(source.next(result))) {
    if (!take(result)) break;
  }
  return {};
}

}  // namespace

brunt::Result<> read_results_in(std::string_view bytes, const std::string& name,
                                const std::function<bool(const Result&)>& on_result) {
  return hand_over(BRUNT_TRY(ResultSource::of(bytes, name)), on_result);
}

brunt::Result<> read_results(const std::filesystem::path& path,
                             const std::function<bool(const Result&)>& on_result) {
  return hand_over(BRUNT_TRY(ResultSource::open({path.string()})), on_result);
}

brunt::Result<std::vector<Result>> read_all_results(const std::filesystem::path& path) {
  std::vector<Result> results;
  BRUNT_TRY(read_results(path, [&](const Result& result) {
    results.push_back(result);
    return true;
  }));
  return results;
}

brunt::Result<ResultFormat> parse_result_format(std::string_view word) {
  if (word == "gob") return ResultFormat::gob;
  if (word == "json") return ResultFormat::json;
  if (word == "csv") return ResultFormat::csv;
  if (word == "record") return ResultFormat::record;
  if (word == "none") return ResultFormat::none;
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("unknown encoding \"{}\", expected gob, json, csv, record or none",
                        printable(word)),
            {}});
}

void append_result(std::string& out, ResultFormat format, const Result& result) {
  switch (format) {
    case ResultFormat::json:
      append_json(out, result);
      return;
    case ResultFormat::csv:
      append_csv(out, result);
      return;
    default:
      append_gob(out, result);
      return;
  }
}

brunt::Result<std::unique_ptr<ResultWriter>> open_result_writer(const std::filesystem::path& path,
                                                                ResultFormat format) {
  const std::string name = path.string();
  if (format == ResultFormat::none) return std::make_unique<NoWriter>();
  if (format == ResultFormat::record) {
    if (name != "stdout") return BRUNT_TRY(RecordWriter::create(path));
    return std::unexpected(Error{
        Errc::invalid_input, "records need a file: give -output FILE, or another format", {}});
  }
  sys::Fd fd(name == "stdout"
                 ? ::dup(STDOUT_FILENO)
                 : ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!fd) return failed(Errc::unavailable, "write", name, errno);
  auto writer = std::make_unique<StreamWriter>(std::move(fd), name, format);
  BRUNT_TRY(writer->begin());
  return writer;
}

}  // namespace brunt::load

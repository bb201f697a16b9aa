#include "load/result_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "load/csv_results.h"
#include "load/gob.h"
#include "load/json_results.h"
#include "load/record_reader.h"
#include "load/record_writer.h"
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

/// A whole file: mapped when it is a regular one, else read to its end.
class FileBytes {
 public:
  static brunt::Result<FileBytes> open(const std::string& name) {
    FileBytes file;
    const bool standard = name == "stdin";
    const sys::Fd fd(standard ? ::dup(STDIN_FILENO) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
      return failed(errno == ENOENT ? Errc::not_found : Errc::unavailable, "read", name, errno);
    }
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return failed(Errc::unavailable, "read", name, errno);
    if (S_ISDIR(about.st_mode)) return failed(Errc::invalid_input, "read", name, EISDIR);
    const bool at_start = !standard || ::lseek(fd.get(), 0, SEEK_CUR) == 0;
    if (S_ISREG(about.st_mode) && about.st_size > 0 && at_start) {
      file.size_ = static_cast<std::size_t>(about.st_size);
      file.mapped_ = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
      if (file.mapped_ != MAP_FAILED) return file;
      file.mapped_ = nullptr;
    }
    BRUNT_TRY(file.read_all(fd.get(), name));
    return file;
  }

  FileBytes(FileBytes&& other) noexcept
      : mapped_(std::exchange(other.mapped_, nullptr)),
        size_(other.size_),
        read_(std::move(other.read_)) {}
  FileBytes& operator=(FileBytes&&) = delete;
  ~FileBytes() {
    if (mapped_ != nullptr) ::munmap(mapped_, size_);
  }

  std::string_view bytes() const {
    return mapped_ != nullptr ? std::string_view(static_cast<const char*>(mapped_), size_) : read_;
  }

 private:
  FileBytes() = default;

  brunt::Result<> read_all(int fd, const std::string& name) {
    std::vector<char> buffer(std::size_t{256} << 10U);
    while (true) {
      const ssize_t got = ::read(fd, buffer.data(), buffer.size());
      if (got == 0) return {};
      if (got > 0) {
        read_.append(buffer.data(), static_cast<std::size_t>(got));
      } else if (errno != EINTR) {
        return failed(Errc::unavailable, "read", name, errno);
      }
    }
  }

  void* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::string read_;
};

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

brunt::Result<> read_by_format(std::string_view bytes,
                               const std::function<bool(const Result&)>& on_result) {
  if (looks_like_records(bytes)) return read_records(bytes, on_result);
  if (looks_like_gob(bytes)) return read_gob(bytes, on_result);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '{') {
    return read_json_results(bytes, on_result);
  }
  if (first != std::string_view::npos && bytes[first] >= '0' && bytes[first] <= '9') {
    return read_csv_results(bytes, on_result);
  }
  return std::unexpected(Error{Errc::invalid_input, "can't detect encoding", {}});
}

}  // namespace

brunt::Result<> ResultWriter::sent(const Sent& /*hit*/, const Target& /*target*/) {
  return {};
}

brunt::Result<> read_results_in(std::string_view bytes, const std::string& name,
                                const std::function<bool(const Result&)>& on_result) {
  if (auto read = read_by_format(bytes, on_result); !read) {
    const std::string& what = read.error().what;
    const bool unknown = what == "can't detect encoding";
    return std::unexpected(Error{read.error().code,
                                 unknown ? fmt::format("encode: {} of \"{}\"", what, name)
                                         : fmt::format("{}: {}", name, what),
                                 {}});
  }
  return {};
}

brunt::Result<> read_results(const std::filesystem::path& path,
                             const std::function<bool(const Result&)>& on_result) {
  const FileBytes file = BRUNT_TRY(FileBytes::open(path.string()));
  return read_results_in(file.bytes(), path.string(), on_result);
}

brunt::Result<std::vector<Result>> read_all_results(const std::filesystem::path& path) {
  std::vector<Result> results;
  BRUNT_TRY(read_results(path, [&](const Result& result) {
    results.push_back(result);
    return true;
  }));
  return results;
}

brunt::Result<std::vector<Result>> read_result_files(const std::vector<std::string>& names) {
  std::vector<std::vector<Result>> files;
  std::size_t longest = 0;
  for (const std::string& name : names) {
    files.push_back(BRUNT_TRY(read_all_results(name)));
    longest = std::max(longest, files.back().size());
  }
  if (files.size() == 1) return std::move(files.front());
  std::vector<Result> all;
  for (std::size_t i = 0; i < longest; ++i) {
    for (std::vector<Result>& file : files) {
      if (i < file.size()) all.push_back(std::move(file[i]));
    }
  }
  return all;
}

brunt::Result<ResultFormat> parse_result_format(std::string_view word) {
  if (word == "gob") return ResultFormat::gob;
  if (word == "json") return ResultFormat::json;
  if (word == "csv") return ResultFormat::csv;
  if (word == "record") return ResultFormat::record;
  return std::unexpected(Error{
      Errc::invalid_input,
      fmt::format("unknown encoding \"{}\", expected gob, json, csv or record", printable(word)),
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

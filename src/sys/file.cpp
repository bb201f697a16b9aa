#include "sys/file.h"

#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace brunt::sys {
namespace {

std::string reason(int code) {
  return std::generic_category().message(code);
}

std::unexpected<Error> failed(Errc code, std::string what, const std::filesystem::path& path) {
  return std::unexpected(Error{code, std::move(what), "'" + path.string() + "'"});
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// A name beside `path` that nobody uses: process id and a counter.
std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  return folder_of(path) /
         fmt::format(".{}.{}.{}.tmp", path.filename().string(), ::getpid(), counter++);
}

/// 0, or errno of what went wrong.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

/// Makes the new name itself survive a crash.
void sync_folder(const std::filesystem::path& path) {
  const Fd folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) ::fsync(folder.get());
}

/// A device or a pipe cannot be replaced by a rename.
bool is_special(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

Result<> write_in_place(const std::filesystem::path& path, std::string_view text) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  const int error = fd ? write_all(fd.get(), text) : errno;
  if (error != 0) return failed(Errc::unavailable, "cannot write: " + reason(error), path);
  return {};
}

Result<> check_free(const std::filesystem::path& path, std::size_t min_free_bytes) {
  struct statvfs disk {};
  if (::statvfs(folder_of(path).c_str(), &disk) != 0) return {};  // cannot tell
  const auto free_bytes = static_cast<std::size_t>(disk.f_bavail) * disk.f_frsize;
  if (free_bytes >= min_free_bytes) return {};
  return failed(
      Errc::unavailable,
      fmt::format("only {} bytes are free on its disk, {} are needed", free_bytes, min_free_bytes),
      path);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
    return failed(Errc::not_found, "there is no such file", path);
  }
  if (!fd) return failed(Errc::unavailable, "cannot read: " + reason(errno), path);
  struct stat status {};
  if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return failed(Errc::invalid_input, "this is a directory, a file is needed", path);
  }
  std::string text;
  std::string block(std::size_t{1} << 16U, '\0');
  for (;;) {
    const ssize_t n = ::read(fd.get(), block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(Errc::unavailable, "cannot read: " + reason(errno), path);
    if (n == 0) return text;
    text.append(block, 0, static_cast<std::size_t>(n));
    if (text.size() > max_bytes) {
      return failed(Errc::invalid_input, fmt::format("larger than {} bytes", max_bytes), path);
    }
  }
}

Result<> write_file_atomically(const std::filesystem::path& path, std::string_view text,
                               unsigned mode) {
  if (is_special(path)) return write_in_place(path, text);
  std::error_code no_link;
  const auto linked = std::filesystem::canonical(path, no_link);  // keep a link, replace its target
  const std::filesystem::path& target = no_link ? path : linked;
  const auto temporary = temporary_beside(target);
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd) return failed(Errc::unavailable, "cannot write: " + reason(errno), path);
  struct stat before {};
  if (::stat(target.c_str(), &before) == 0) ::fchmod(fd.get(), before.st_mode & 0777U);
  int error = write_all(fd.get(), text);
  if (error == 0 && ::fsync(fd.get()) != 0) error = errno;
  fd.reset();
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return failed(Errc::unavailable, "cannot write: " + reason(error), path);
  }
  sync_folder(target);
  return {};
}

Result<> check_writable(const std::filesystem::path& path, std::size_t min_free_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return failed(Errc::unavailable, "cannot write: this is a directory", path);
  }
  if (std::filesystem::exists(path, ignored)) {
    const Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK));
    // A pipe that nobody reads yet may well be read later.
    if (!fd && errno != ENXIO) {
      return failed(Errc::unavailable, "cannot write: " + reason(errno), path);
    }
    if (is_special(path)) return {};
  } else {
    const auto temporary = temporary_beside(path);
    const Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd && errno == ENOENT) {
      return failed(Errc::unavailable,
                    fmt::format("cannot write: there is no folder '{}'", folder_of(path).string()),
                    path);
    }
    if (!fd) return failed(Errc::unavailable, "cannot write: " + reason(errno), path);
    ::unlink(temporary.c_str());
  }
  return check_free(path, min_free_bytes);
}

Result<AppendFile> AppendFile::create(const std::filesystem::path& path) {
  AppendFile file;
  file.fd_ = Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
  if (!file.fd_) return failed(Errc::unavailable, "cannot write: " + reason(errno), path);
  return file;
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& path) {
  AppendFile file;
  file.fd_ = Fd(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC));
  if (!file.fd_) {
    const Errc code = errno == ENOENT ? Errc::not_found : Errc::unavailable;
    return failed(code, "cannot write: " + reason(errno), path);
  }
  const off_t size = ::lseek(file.fd_.get(), 0, SEEK_END);
  file.size_ = size > 0 ? static_cast<std::size_t>(size) : 0;
  return file;
}

Result<bool> AppendFile::ends_with_line() const {
  if (size_ == 0) return true;
  char last = 0;
  if (::pread(fd_.get(), &last, 1, static_cast<off_t>(size_ - 1)) != 1) {
    return std::unexpected(Error{Errc::unavailable, "cannot read: " + reason(errno), {}});
  }
  return last == '\n';
}

Result<> AppendFile::append(std::string_view line, bool sync) {
  if (const int error = write_all(fd_.get(), line); error != 0) {
    const int cut = ::ftruncate(fd_.get(), static_cast<off_t>(size_));
    return std::unexpected(Error{Errc::unavailable,
                                 fmt::format("cannot write: {}{}", reason(error),
                                             cut == 0 ? "" : " (a partial line is left behind)"),
                                 {}});
  }
  size_ += line.size();
  if (sync && ::fdatasync(fd_.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return std::unexpected(Error{Errc::unavailable, "cannot write: " + reason(errno), {}});
  }
  return {};
}

}  // namespace brunt::sys

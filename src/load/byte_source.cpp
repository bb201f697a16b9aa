#include "load/byte_source.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/stop_fd.h"

namespace brunt::load {
namespace {

constexpr std::size_t most_kept = std::size_t{1} << 30U;
constexpr std::size_t one_read = std::size_t{256} << 10U;

/// `open result.bin: no such file or directory`, as Go's os.PathError.
std::unexpected<Error> failed(std::string_view doing, const std::string& name, int error) {
  const Errc code = error == ENOENT   ? Errc::not_found
                    : error == EISDIR ? Errc::invalid_input
                                      : Errc::unavailable;
  const std::string reason = lower(std::generic_category().message(error));
  return std::unexpected(Error{code, fmt::format("{} {}: {}", doing, name, reason), {}});
}

}  // namespace

brunt::Result<ByteSource> ByteSource::open(const std::string& name, std::stop_token stop) {
  ByteSource source;
  source.name_ = name;
  source.stop_ = std::move(stop);
  const bool standard = name == "stdin";
  sys::Fd fd(standard ? ::dup(STDIN_FILENO) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed("open", name, errno);
  struct stat about {};
  if (::fstat(fd.get(), &about) != 0) return failed("stat", name, errno);
  if (S_ISDIR(about.st_mode)) return failed("read", name, EISDIR);
  const bool at_start = !standard || ::lseek(fd.get(), 0, SEEK_CUR) == 0;
  if (S_ISREG(about.st_mode) && about.st_size > 0 && at_start) {
    const auto size = static_cast<std::size_t>(about.st_size);
    void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (mapped != MAP_FAILED) {
      static_cast<void>(::madvise(mapped, size, MADV_SEQUENTIAL));
      source.mapped_ = mapped;
      source.given_ = {static_cast<const char*>(mapped), size};
      return source;
    }
  }
  source.fd_ = std::move(fd);
  return source;
}

ByteSource ByteSource::of(std::string_view bytes) {
  ByteSource source;
  source.given_ = bytes;
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : given_(other.given_),
      mapped_(std::exchange(other.mapped_, nullptr)),
      fd_(std::move(other.fd_)),
      name_(std::move(other.name_)),
      read_(std::move(other.read_)),
      at_(other.at_),
      held_(other.held_),
      stop_(std::move(other.stop_)),
      on_wait_(std::move(other.on_wait_)) {}

ByteSource::~ByteSource() {
  if (mapped_ != nullptr) ::munmap(mapped_, given_.size());
}

brunt::Result<bool> ByteSource::more() {
  if (!fd_) return false;
  if (!held_ && at_ > 0) {
    read_.erase(0, at_);
    at_ = 0;
  }
  if (read_.size() >= most_kept) {
    return std::unexpected(
        Error{Errc::invalid_input, fmt::format("read {}: a record above 1 GiB", name_), {}});
  }
  if (on_wait_) on_wait_();
  const sys::StopFd stop(stop_);
  const std::size_t before = read_.size();
  while (true) {
    pollfd ready[] = {{fd_.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0 && errno != EINTR) return failed("read", name_, errno);
    if (ready[1].revents != 0) return false;
    if (ready[0].revents == 0) continue;
    read_.resize(before + one_read);
    const ssize_t got = ::read(fd_.get(), read_.data() + before, one_read);
    read_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got >= 0) return got > 0;
    if (errno != EINTR && errno != EAGAIN) return failed("read", name_, errno);
  }
}

}  // namespace brunt::load

#include "sandbox/platform/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <sys/socket.h>
#include <unistd.h>

#include "sys/poll_wait.h"

namespace brunt::sandbox::platform {

std::vector<std::string> LineReader::feed(std::string_view bytes) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    out.push_back(rest_ + std::string(bytes.substr(0, end)));
    rest_.clear();
    bytes.remove_prefix(end + 1);
  }
  rest_ += bytes;
  return out;
}

Result<> send_message(int fd, const Json& message) {
  const std::string line = to_text(message) + "\n";
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int code = errno;
      return std::unexpected(Error{Errc::unavailable, std::generic_category().message(code),
                                   "writing to the control channel"});
    }
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<Json> receive_first(int fd, Deadline deadline) {
  std::array<char, 65'536> buffer{};
  std::string line;
  while (sys::poll_wait({fd}, deadline)[0]) {
    const ssize_t seen = ::recv(fd, buffer.data(), buffer.size(), MSG_PEEK);
    if (seen < 0 && errno == EINTR) continue;
    if (seen <= 0) return std::unexpected(Error{Errc::unavailable, "the other end is gone", {}});
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(seen));
    const auto end = bytes.find('\n');
    const std::size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
    line += bytes.substr(0, std::min(end, bytes.size()));
    if (::recv(fd, buffer.data(), taken, 0) != static_cast<ssize_t>(taken)) continue;
    if (end != std::string_view::npos) return parse_json(line);
    if (line.size() > buffer.size()) {
      return std::unexpected(Error{Errc::invalid_input, "a first line of over 64 KiB", {}});
    }
  }
  return std::unexpected(Error{Errc::timed_out, "no first line arrived in time", {}});
}

Ending serve(int control, int signals, const std::function<void(const Json&)>& on_message,
             const std::function<void(const Error&)>& on_error) {
  LineReader lines;
  std::array<char, 65'536> buffer{};
  for (;;) {
    const auto ready = sys::poll_wait({control, signals}, Deadline::never());
    if (ready[1]) return Ending::told;
    if (!ready[0]) continue;
    const ssize_t n = ::read(control, buffer.data(), buffer.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) return Ending::orphaned;
    for (const std::string& line : lines.feed({buffer.data(), static_cast<std::size_t>(n)})) {
      const Result<Json> message = parse_json(line);
      if (message) {
        on_message(*message);
      } else {
        on_error(message.error());
      }
    }
  }
}

}  // namespace brunt::sandbox::platform

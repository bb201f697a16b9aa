// HTTP/1.1 over Beast's parser on a plain descriptor: one thread per connection, every wait polled,
// so that a shutdown() of the descriptor ends it.
#include "net/http_server.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "net/watcher.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = beast::error_code;

constexpr std::uint32_t max_header_bytes = 256U << 10U;
constexpr std::uint64_t max_body_bytes = std::uint64_t{64} << 20U;
constexpr auto idle_limit = std::chrono::minutes(5);    ///< without a byte from the client
constexpr auto write_limit = std::chrono::seconds(60);  ///< without room for a byte to it
constexpr auto linger_limit = std::chrono::seconds(1);

/// What Beast needs of a stream, over a descriptor.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, ErrorCode& error) {
    const asio::mutable_buffer buffer = beast::buffers_front(buffers);
    if (!sys::poll_wait({fd_}, Deadline::in(idle_limit))[0]) {
      error = http::error::end_of_stream;
      return 0;
    }
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n < 0) error = ErrorCode(errno, boost::system::system_category());
    if (n == 0) error = asio::error::eof;
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, ErrorCode& error) {
    const asio::const_buffer buffer = beast::buffers_front(buffers);
    const auto n = send_some({static_cast<const char*>(buffer.data()), buffer.size()});
    if (!n) error = asio::error::broken_pipe;
    return n.value_or(0);
  }

  // Beast asks for the throwing pair to be there; it is not called.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    ErrorCode error;
    return read_some(buffers, error);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    ErrorCode error;
    return write_some(buffers, error);
  }

  bool send_all(std::string_view text) {
    while (!text.empty()) {
      const auto n = send_some(text);
      if (!n) return false;
      text.remove_prefix(*n);
    }
    return true;
  }

  /// Closing with unread bytes would reset the connection before our answer is read.
  void linger() {
    ::shutdown(fd_, SHUT_WR);
    const auto deadline = Deadline::in(linger_limit);
    std::array<char, 65536> waste;
    while (sys::poll_wait({fd_}, deadline)[0] &&
           ::recv(fd_, waste.data(), waste.size(), MSG_DONTWAIT) > 0) {
    }
  }

 private:
  /// Bytes sent; nothing when the client is gone.
  std::optional<std::size_t> send_some(std::string_view text) {
    for (;;) {
      const ssize_t n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return std::nullopt;
      pollfd room{fd_, POLLOUT, 0};
      const auto limit = sys::poll_timeout(Deadline::in(write_limit));
      if (::poll(&room, 1, limit) == 0 || (room.revents & (POLLERR | POLLHUP)) != 0) {
        return std::nullopt;
      }
    }
  }

  int fd_;
};

std::string view(beast::string_view text) {
  return {text.data(), text.size()};
}

void read_target(ServerRequest& request) {
  std::string_view rest = request.target;
  const auto scheme = rest.find("://");
  if (!rest.starts_with('/') && scheme != std::string_view::npos) {
    rest.remove_prefix(scheme + 3);
    request.host = std::string(rest.substr(0, rest.find_first_of("/?#")));
    rest.remove_prefix(request.host.size());
  } else {
    request.host = header(request.headers, "Host").value_or("");
  }
  rest = rest.substr(0, rest.find('#'));
  request.path = std::string(rest.substr(0, rest.find('?')));
  if (request.path.empty()) request.path = "/";
  const auto mark = rest.find('?');
  if (mark == std::string_view::npos) return;
  for (const auto& pair : split(rest.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    request.query.emplace_back(
        percent_decode(pair.substr(0, equals), true),
        equals == std::string::npos ? "" : percent_decode(pair.substr(equals + 1), true));
  }
}

ServerRequest to_request(http::request<http::string_body>&& message, const std::string& peer) {
  ServerRequest request;
  request.method = view(message.method_string());
  request.target = view(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  request.body = std::move(message.body());
  request.peer = peer;
  read_target(request);
  return request;
}

std::string reason_phrase(int status) {
  const auto phrase =
      view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status))));
  return phrase == "<unknown-status>" ? "Unknown" : phrase;
}

bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

enum class Framing { none, length, chunked, until_close };

std::string head_of(const ServerResponse& response, Framing framing, bool keep_alive) {
  std::string out =
      fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  for (const auto& [name, value] : response.headers) {
    if (lower(name) == "content-length" && framing != Framing::none) continue;
    out += fmt::format("{}: {}\r\n", name, value);
  }
  if (framing == Framing::length)
    out += fmt::format("Content-Length: {}\r\n", response.body.size());
  if (framing == Framing::chunked) out += "Transfer-Encoding: chunked\r\n";
  if (!keep_alive) out += "Connection: close\r\n";
  return out + "\r\n";
}

class ChunkedStream final : public Stream {
 public:
  ChunkedStream(Socket& socket, std::stop_token stop, bool framed, bool muted)
      : socket_(socket), stop_(std::move(stop)), framed_(framed), muted_(muted) {}

  bool write(std::string_view chunk) override {
    if (stop_.stop_requested()) broken_ = true;
    if (broken_ || muted_) return false;
    if (chunk.empty()) return true;
    const bool sent = framed_ ? socket_.send_all(fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk))
                              : socket_.send_all(chunk);
    if (!sent) broken_ = true;
    return sent;
  }
  std::stop_token stop() const override { return stop_; }

  /// Ends the body. False when the connection cannot be used again.
  bool finish() {
    if (broken_ || (!framed_ && !muted_)) return false;
    return muted_ || socket_.send_all("0\r\n\r\n");
  }

 private:
  Socket& socket_;
  std::stop_token stop_;
  bool framed_, muted_, broken_ = false;
};

ServerResponse plain(int status, const std::string& text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, text + "\n", {}};
}

/// What to answer to a request that cannot be read; nothing when the client merely went away.
std::optional<ServerResponse> refusal(const ErrorCode& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return plain(431, fmt::format("the header is larger than {} bytes", max_header_bytes));
  }
  if (error == http::error::body_limit) {
    return plain(413, fmt::format("the body is larger than {} bytes", max_body_bytes));
  }
  if (error.category() == make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message) {
    return plain(400, "not an HTTP request: " + error.message());
  }
  return std::nullopt;
}

/// One client, from accept to close.
class Exchange {
 public:
  Exchange(int fd, std::string peer, const Handler& handler, Watcher& watcher, std::stop_token stop,
           const std::atomic<bool>& draining, std::atomic<bool>& busy)
      : fd_(fd),
        socket_(fd),
        peer_(std::move(peer)),
        handler_(handler),
        watcher_(watcher),
        stop_(std::move(stop)),
        draining_(draining),
        busy_(busy) {}

  void run() {
    while (!stop_.stop_requested() && !draining_ && one()) {
      busy_ = false;
    }
    if (!ended_between_requests_) socket_.linger();
    ::shutdown(fd_, SHUT_RDWR);
  }

 private:
  /// Serves one request. False when the connection is over.
  bool one() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(max_body_bytes);
    ErrorCode error;
    http::read_header(socket_, buffer_, parser, error);
    if (!error && lower(view(parser.get()[http::field::expect])) == "100-continue") {
      socket_.send_all("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (!error) http::read(socket_, buffer_, parser, error);
    if (error) {
      if (const auto answer = refusal(error)) {
        socket_.send_all(head_of(*answer, Framing::length, false) + answer->body);
      }
      ended_between_requests_ = error == http::error::end_of_stream;
      return false;
    }
    busy_ = true;
    const bool keep_alive = parser.get().keep_alive();
    const bool old = parser.get().version() < 11;
    const ServerRequest request = to_request(parser.release(), peer_);
    return answer(request, keep_alive, old);
  }

  bool answer(const ServerRequest& request, bool keep_alive, bool old) {
    std::stop_source gone;
    const std::stop_callback stopped(stop_, [&gone] { gone.request_stop(); });
    const Watcher::Watch watch(watcher_, fd_, gone);
    ServerResponse response = handled(request, gone.get_token());
    keep_alive = keep_alive && !draining_;
    const bool head = request.method == "HEAD";
    if (response.stream) {
      return stream(response, gone.get_token(), keep_alive && !old, old, head);
    }
    const Framing framing = has_no_body(response.status) ? Framing::none : Framing::length;
    const bool sent = socket_.send_all(head_of(response, framing, keep_alive) +
                                       (head || framing == Framing::none ? "" : response.body));
    return sent && keep_alive;
  }

  ServerResponse handled(const ServerRequest& request, std::stop_token gone) const {
    try {
      return handler_(request, std::move(gone));
    } catch (const std::exception& e) {  // a bug in the handler must not end the server
      return plain(500, fmt::format("internal error: {}", e.what()));
    }
  }

  bool stream(const ServerResponse& response, std::stop_token gone, bool keep_alive, bool old,
              bool head) {
    const Framing framing = old ? Framing::until_close : Framing::chunked;
    if (!socket_.send_all(head_of(response, framing, keep_alive))) return false;
    ChunkedStream out(socket_, std::move(gone), !old, head);
    if (!head) {
      try {
        response.stream(out);
      } catch (const std::exception&) {  // the status is sent: a cut body is all that can tell
        return false;
      }
    }
    return out.finish() && keep_alive;
  }

  int fd_;
  Socket socket_;
  std::string peer_;
  const Handler& handler_;
  Watcher& watcher_;
  std::stop_token stop_;
  const std::atomic<bool>& draining_;
  bool ended_between_requests_ = false;  ///< nothing was left unread
  std::atomic<bool>& busy_;              ///< a request has been read and not yet been answered
  beast::flat_buffer buffer_;
};

std::string name_of(const sockaddr_storage& address, socklen_t length) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, host.data(), host.size(),
                    service.data(), service.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "?";
  }
  const char* form = address.ss_family == AF_INET6 ? "[{}]:{}" : "{}:{}";
  return fmt::format(fmt::runtime(form), host.data(), service.data());
}

class Server final : public HttpServer {
 public:
  Server(sys::Fd listener, std::uint16_t port, Handler handler)
      : listener_(std::move(listener)), port_(port), handler_(std::move(handler)) {
    acceptor_ = std::jthread([this](const std::stop_token& stop) { accept_loop(stop); });
  }

  ~Server() override {
    stop_.request_stop();
    acceptor_.request_stop();
    if (acceptor_.joinable()) acceptor_.join();
    for (auto& connection : connections_)
      ::shutdown(connection.fd.get(), SHUT_RDWR);
    connections_.clear();  // joins
  }

  std::uint16_t port() const override { return port_; }

  bool drain(Deadline deadline) override {
    draining_ = true;
    acceptor_.request_stop();
    if (acceptor_.joinable()) acceptor_.join();
    listener_.reset();
    for (auto& connection : connections_) {
      // Only wakes a thread that waits for a request: a busy one sees `draining_` by itself.
      if (!connection.busy) ::shutdown(connection.fd.get(), SHUT_RD);
    }
    const auto over = [this] {
      return std::ranges::all_of(connections_, [](const Connection& c) { return c.done.load(); });
    };
    std::unique_lock lock(done_mutex_);
    if (deadline.when() != Deadline::never().when()) {
      return one_done_.wait_until(lock, deadline.when(), over);
    }
    one_done_.wait(lock, over);
    return true;
  }

 private:
  struct Connection {
    sys::Fd fd;
    std::atomic<bool> busy = false;
    std::atomic<bool> done = false;
    std::jthread thread;  // last: joined before the descriptor closes
  };

  void accept_loop(const std::stop_token& stop) {
    const sys::StopFd stopped(stop);
    while (!stop.stop_requested()) {
      const auto ready = sys::poll_wait({listener_.get(), stopped.get()}, Deadline::never());
      if (ready[1]) return;
      connections_.remove_if([](const Connection& c) { return c.done.load(); });
      if (!accept_one() && stop_after_failure(stopped)) return;
    }
  }

  /// Out of descriptors or threads: waits a little rather than spin. True when stopped meanwhile.
  static bool stop_after_failure(const sys::StopFd& stopped) {
    return sys::poll_wait({stopped.get()}, Deadline::in(std::chrono::milliseconds(20)))[0];
  }

  bool accept_one() {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    sys::Fd fd(
        ::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC));
    if (!fd) return errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection& connection = connections_.emplace_back();
    connection.fd = std::move(fd);
    try {
      connection.thread = std::jthread([this, &connection, peer = name_of(address, length)] {
        Exchange(connection.fd.get(), peer, handler_, watcher_, stop_.get_token(), draining_,
                 connection.busy)
            .run();
        const std::lock_guard lock(done_mutex_);
        connection.done = true;
        one_done_.notify_all();
      });
    } catch (const std::system_error&) {
      connections_.pop_back();
      return false;
    }
    return true;
  }

  sys::Fd listener_;
  std::uint16_t port_;
  Handler handler_;
  std::stop_source stop_;
  std::atomic<bool> draining_ = false;
  std::mutex done_mutex_;
  std::condition_variable one_done_;  ///< some Connection::done changed
  Watcher watcher_;
  std::list<Connection> connections_;  ///< of the acceptor's thread, until it is joined
  std::jthread acceptor_;
};

Error cannot_listen(const std::string& address, std::uint16_t port, const std::string& why) {
  return Error{
      Errc::unavailable, fmt::format("cannot listen on {}:{}: {}", address, port, why), {}};
}

}  // namespace

std::optional<std::string> query_value(const ServerRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& address,
                                                       std::uint16_t port, Handler handler) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string host = address == "localhost" ? "127.0.0.1" : address;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) {
    return std::unexpected(cannot_listen(address, port, "not an IP address"));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> free_it(found, &::freeaddrinfo);
  sockaddr_storage bound{};
  std::memcpy(&bound, found->ai_addr, found->ai_addrlen);
  // The port is at the same place for both families.
  reinterpret_cast<sockaddr_in*>(&bound)->sin_port = htons(port);
  sys::Fd fd(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  socklen_t length = found->ai_addrlen;
  auto* raw = reinterpret_cast<sockaddr*>(&bound);
  if (!fd || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(fd.get(), raw, length) != 0 || ::listen(fd.get(), 512) != 0 ||
      ::getsockname(fd.get(), raw, &length) != 0) {
    const int code = errno;
    return std::unexpected(
        cannot_listen(address, port, lower(std::generic_category().message(code))));
  }
  const std::uint16_t actual = ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
  return std::make_unique<Server>(std::move(fd), actual, std::move(handler));
}

}  // namespace brunt::net

// usage: load_responder [STALL_AFTER STALL_FOR]: answers every HTTP/1.1 request on a free loopback
// port with 302 bytes, one thread, as little work as possible, so that a load generator is what a
// measurement is bound by. STALL_AFTER seconds after the first request it does nothing for
// STALL_FOR seconds, once. Prints the port; ends with its standard input. At the end it prints the
// number of requests and how evenly they arrived: microseconds behind an ideal comb fitted from
// below, p50 p90 p99, after the first fifth; and the most arrivals in a millisecond.

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

std::string answer() {
  std::string body =
      R"({"city":"Berlin","sunrise":"06:12:44","sunset":"19:48:02","moonrise":"21:03:10","moonset":"07:55:31")";
  body.append(146 - body.size(), ' ');
  body += '}';
  std::string text =
      "HTTP/1.1 200 OK\r\nServer: responder\r\nDate: Thu, 01 Jan 2026 00:00:00 "
      "GMT\r\nContent-Type: application/json\r\n"
      "Content-Length: 147\r\n";
  text += "X: ";
  text.append(302 - text.size() - 4 - body.size(), 'x');
  return text + "\r\n\r\n" + body;
}

/// What has come of a request whose header is not whole yet.
struct Peer {
  std::string pending;
};

class Responder {
 public:
  Responder(double stall_after, double stall_for)
      : answer_(answer()),
        stall_after_(stall_after),
        stall_for_(stall_for),
        epoll_(::epoll_create1(0)) {}

  void run() {
    listen();
    add(STDIN_FILENO);
    std::array<epoll_event, 256> events{};
    while (true) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == STDIN_FILENO) return tell();
        if (fd == listen_) {
          accept_all();
        } else {
          serve(fd);
        }
      }
      stall();
    }
  }

 private:
  void listen() {
    listen_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listen_, generic, size) != 0 || ::listen(listen_, 4096) != 0 ||
        ::getsockname(listen_, generic, &size) != 0) {
      std::perror("responder");
      std::exit(1);
    }
    add(listen_);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  void add(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept_all() {
    for (int fd = 0; (fd = ::accept4(listen_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (peers_.size() <= static_cast<std::size_t>(fd))
        peers_.resize(static_cast<std::size_t>(fd) + 1);
      peers_[static_cast<std::size_t>(fd)].pending.clear();
      add(fd);
    }
  }

  void serve(int fd) {
    std::array<char, 16384> buffer{};
    const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) {
      if (got == 0 || (errno != EAGAIN && errno != EINTR)) ::close(fd);
      return;
    }
    std::string& pending = peers_[static_cast<std::size_t>(fd)].pending;
    std::string_view text(buffer.data(), static_cast<std::size_t>(got));
    if (!pending.empty()) text = pending += text;
    for (auto end = text.find("\r\n\r\n"); end != std::string_view::npos;
         end = text.find("\r\n\r\n")) {
      text.remove_prefix(end + 4);
      arrivals_.push_back(Clock::now().time_since_epoch().count());
      if (::send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL) < 0) break;
    }
    pending = std::string(text);
  }

  void stall() {
    if (stall_for_ <= 0 || arrivals_.empty()) return;
    const auto first = Clock::time_point(Clock::duration(arrivals_.front()));
    const auto at = first + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(stall_after_));
    if (Clock::now() < at) return;
    std::this_thread::sleep_for(std::chrono::duration<double>(stall_for_));
    stall_for_ = 0;
  }

  void tell() const {
    const std::size_t begin = arrivals_.size() / 5, count = arrivals_.size() - begin;
    if (count < 2) {
      std::printf("%zu 0 0 0 0\n", arrivals_.size());
      return;
    }
    const auto first = static_cast<double>(arrivals_[begin]);
    const double step =
        (static_cast<double>(arrivals_.back()) - first) / static_cast<double>(count - 1);
    std::vector<double> late(count);
    for (std::size_t i = 0; i < count; ++i) {
      late[i] = static_cast<double>(arrivals_[begin + i]) - first - step * static_cast<double>(i);
    }
    const double least = *std::ranges::min_element(late);
    std::ranges::sort(late);
    std::size_t most = 0, from = begin;
    for (std::size_t i = begin; i < arrivals_.size(); ++i) {
      while (arrivals_[i] - arrivals_[from] > 1'000'000)
        ++from;
      most = std::max(most, i - from + 1);
    }
    const auto at = [&](double q) {
      return (late[static_cast<std::size_t>(q * static_cast<double>(count - 1))] - least) / 1000;
    };
    std::printf("%zu %.1f %.1f %.1f %zu\n", arrivals_.size(), at(0.5), at(0.9), at(0.99), most);
  }

  std::string answer_;
  double stall_after_, stall_for_;
  int epoll_, listen_ = -1;
  std::vector<Peer> peers_;
  std::vector<std::int64_t> arrivals_;
};

}  // namespace

int main(int count, char** words) {
  Responder(count > 2 ? std::atof(words[1]) : 0, count > 2 ? std::atof(words[2]) : 0).run();
}

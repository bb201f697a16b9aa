#include "load/resolver.h"

#include <array>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/eventfd.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

namespace brunt::load {
namespace {

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, address, sizeof in6);
    ::inet_ntop(AF_INET6, &in6.sin6_addr, text.data(), text.size());
    return fmt::format("[{}]:{}", text.data(), ntohs(in6.sin6_port));
  }
  sockaddr_in in4{};
  std::memcpy(&in4, address, sizeof in4);
  ::inet_ntop(AF_INET, &in4.sin_addr, text.data(), text.size());
  return fmt::format("{}:{}", text.data(), ntohs(in4.sin_port));
}

/// The texts of Go's resolver, which users of vegeta know.
void explain(Answer& answer, int code) {
  if (code == EAI_AGAIN) {
    answer.error = "server misbehaving";
    answer.detail = ErrorDetail::server_failed;
  } else if (code == EAI_NONAME || code == EAI_NODATA) {
    answer.error = "no such host";
    answer.detail = ErrorDetail::not_found;
  } else {
    answer.error = ::gai_strerror(code);
    answer.detail = ErrorDetail::server_failed;
  }
}

/// "localhost" and what ends in ".localhost": the loopback by definition, also on a machine without
/// a hosts file. Source: RFC 6761 section 6.3.
bool is_loopback_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name = lower(host);
  return name == "localhost" || name.ends_with(".localhost");
}

Answer look_up(const std::string& host, int port, int flags) {
  Answer answer{host, port, {}, "", ErrorDetail::none};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> guard(found, &::freeaddrinfo);
  if (code != 0) {
    explain(answer, code);
    return answer;
  }
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Address address;
    if (at->ai_addrlen > sizeof address.storage) continue;
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
    address.text = address_text(at->ai_addr);
    answer.addresses.push_back(std::move(address));
  }
  return answer;
}

}  // namespace

std::vector<Address> numeric_address(const std::string& host, int port) {
  return look_up(host, port, AI_NUMERICHOST).addresses;
}

Address unix_address(const std::string& path) {
  Address address;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(to.sun_path), sizeof to.sun_path - 1);
  std::memcpy(&address.storage, &to, sizeof to);
  address.size = sizeof to;
  address.text = path;
  return address;
}

namespace {

/// Nothing unless `text` is IPv4[:port].
std::optional<sockaddr_in> name_server(const std::string& text) {
  sockaddr_in server{};
  server.sin_family = AF_INET;
  const auto colon = text.find(':');
  unsigned port = 53;
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [at, failed] = std::from_chars(text.data() + colon + 1, end, port);
    if (failed != std::errc() || at != end || port == 0 || port > 65535) return std::nullopt;
  }
  server.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, text.substr(0, colon).c_str(), &server.sin_addr) != 1) {
    return std::nullopt;
  }
  return server;
}

}  // namespace

bool is_name_server(const std::string& text) {
  return name_server(text).has_value();
}

Resolver::Resolver(std::vector<std::string> servers)
    : servers_(std::move(servers)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Resolver::~Resolver() {
  thread_.request_stop();
  asked_.notify_all();
}

void Resolver::ask(std::string host, int port) {
  {
    const std::scoped_lock lock(mutex_);
    questions_.emplace_back(std::move(host), port);
  }
  asked_.notify_all();
}

std::vector<Answer> Resolver::take() {
  std::uint64_t drained = 0;
  (void)!::read(wake_.get(), &drained, sizeof drained);
  const std::scoped_lock lock(mutex_);
  return std::exchange(answers_, {});
}

/// Of this thread.
void Resolver::choose_servers() const {
  if (servers_.empty()) return;
  int count = 0;
  for (const std::string& text : servers_) {
    if (const auto server = name_server(text); server && count < MAXNS) {
      _res.nsaddr_list[count++] = *server;
    }
  }
  _res.nscount = count;
  _res.options |= RES_ROTATE;
}

void Resolver::work(const std::stop_token& stop) {
  // glibc keeps these per thread: a dead name server costs 3 s instead of 10.
  ::res_ninit(&_res);
  _res.retrans = 1;
  _res.retry = 3;
  choose_servers();
  while (true) {
    std::pair<std::string, int> question;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return !questions_.empty(); })) break;
      question = std::move(questions_.front());
      questions_.erase(questions_.begin());
    }
    if (stop.stop_requested()) break;
    Answer answer = look_up(question.first, question.second, 0);
    if (answer.addresses.empty() && is_loopback_name(question.first)) {
      answer = {answer.host, answer.port, numeric_address("127.0.0.1", answer.port), "",
                ErrorDetail::none};
    }
    {
      const std::scoped_lock lock(mutex_);
      answers_.push_back(std::move(answer));
    }
    const std::uint64_t one = 1;
    (void)!::write(wake_.get(), &one, sizeof one);
  }
  ::res_nclose(&_res);
}

}  // namespace brunt::load

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "net/http_client.h"

namespace brunt::net {
namespace {

/// Takes a host off the front of `text`, and the ':' after it; nothing when it is not well formed.
std::optional<std::string> take_host(std::string_view& text) {
  std::string host;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = std::string(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
  } else {
    host = std::string(text.substr(0, text.find(':')));
    text.remove_prefix(host.size());
  }
  if (host.empty() || !text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  return host;
}

std::optional<int> take_port(std::string_view& text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || port < 1 || port > 65535) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return port;
}

std::optional<Resolve> read(std::string_view text) {
  Resolve out;
  const auto host = take_host(text);
  if (!host) return std::nullopt;
  const auto port = take_port(text);
  if (!port || !text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  const auto address = take_host(text);
  if (!address) return std::nullopt;
  const auto address_port = take_port(text);
  if (!address_port || !text.empty()) return std::nullopt;
  return Resolve{lower(*host), *port, *address, *address_port};
}

}  // namespace

Result<Resolve> parse_resolve(std::string_view text) {
  if (auto out = read(text)) return *std::move(out);
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("'{}' is not HOST:PORT:ADDRESS:PORT, as in shop.example:80:127.0.0.1:8080",
                        printable(text)),
            {}});
}

}  // namespace brunt::net

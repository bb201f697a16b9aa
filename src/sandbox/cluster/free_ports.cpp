#include "sandbox/cluster/free_ports.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sys/fd.h"

namespace brunt::sandbox::cluster {
namespace {

bool is_free(std::uint16_t port) {
  const sys::Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         listen(fd.get(), 1) == 0;
}

Ports row(std::uint16_t base) {
  const auto next = [&](int n) { return static_cast<std::uint16_t>(base + n); };
  return {base, next(1), next(2), next(3)};
}

/// The first taken port of the four from `base`, or nothing.
std::optional<std::uint16_t> taken(std::uint16_t base) {
  const Ports ports = row(base);
  for (const std::uint16_t port : {ports.api, ports.gateway, ports.ingress, ports.metrics})
    if (!is_free(port)) return port;
  return std::nullopt;
}

}  // namespace

Result<Ports> free_ports(std::optional<std::uint16_t> base, std::uint64_t spread) {
  if (base) {
    if (*base == 0 || *base > 65532)
      return std::unexpected(
          Error{Errc::invalid_input, fmt::format("{} is no port to begin with", *base), ""});
    if (const auto port = taken(*base))
      return std::unexpected(
          Error{Errc::unavailable,
                fmt::format("port {} of 127.0.0.1 is taken (the sandbox needs {} to {})", *port,
                            *base, *base + 3),
                ""});
    return row(*base);
  }
  constexpr std::uint64_t first = 20000;
  constexpr std::uint64_t rows = 3000;
  for (std::uint64_t n = 0; n < rows; ++n) {
    const auto port = static_cast<std::uint16_t>(first + (spread + n) % rows * 4);
    if (!taken(port)) return row(port);
  }
  return std::unexpected(
      Error{Errc::unavailable, "no four free ports between 20000 and 32000", ""});
}

}  // namespace brunt::sandbox::cluster

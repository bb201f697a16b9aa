#include "net/url.h"

#include <charconv>

#include "base/text.h"

namespace brunt::net {
namespace {

/// Where the authority starts and ends in `url`; nothing without a "://".
std::optional<std::pair<std::size_t, std::size_t>> authority(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const auto end = url.find_first_of("/?#", scheme + 3);
  return std::pair{scheme + 3, end == std::string_view::npos ? url.size() : end};
}

}  // namespace

std::optional<UrlParts> url_parts(std::string_view url) {
  const auto at = authority(url);
  if (!at) return std::nullopt;
  UrlParts parts;
  parts.scheme = lower(url.substr(0, at->first - 3));
  if (parts.scheme != "http" && parts.scheme != "https") return std::nullopt;
  parts.port = parts.scheme == "https" ? 443 : 80;
  std::string_view rest = url.substr(at->first, at->second - at->first);
  if (const auto user = rest.rfind('@'); user != std::string_view::npos) {
    rest.remove_prefix(user + 1);
  }
  const bool bracketed = rest.starts_with('[');
  const auto host_end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && host_end == std::string_view::npos) return std::nullopt;
  parts.host = lower(bracketed ? rest.substr(1, host_end - 1) : rest.substr(0, host_end));
  if (parts.host.empty()) return std::nullopt;
  const auto colon = host_end == std::string_view::npos ? host_end : rest.find(':', host_end);
  if (colon != std::string_view::npos && colon + 1 < rest.size()) {
    const char* last = rest.data() + rest.size();
    const auto [end, error] = std::from_chars(rest.data() + colon + 1, last, parts.port);
    if (error != std::errc() || end != last || parts.port < 0 || parts.port > 65535) {
      return std::nullopt;
    }
  }
  return parts;
}

std::string mask_url(std::string_view url) {
  std::string out(url);
  const auto at = authority(url);
  if (!at) return out;
  const auto user = url.substr(0, at->second).rfind('@');
  if (user == std::string_view::npos || user < at->first) return out;
  return out.replace(at->first, user - at->first, "***");
}

}  // namespace brunt::net

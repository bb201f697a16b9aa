#include "load/url.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::load {
namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

bool visible(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
}

brunt::Result<int> parse_port(std::string_view text, const std::string& scheme) {
  if (text.empty()) return scheme == "https" ? 443 : 80;
  int port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc() || end != text.data() + text.size() || port < 0 || port > 65535) {
    return bad(fmt::format("invalid port '{}', expected 0 to 65535", printable(text)));
  }
  return port;
}

brunt::Result<> take_authority(Url& url) {
  const std::string_view whole = url.authority;
  std::string_view port;
  if (whole.starts_with('[')) {
    const auto close = whole.find(']');
    if (close == std::string_view::npos) return bad("missing ']' in host");
    url.host = whole.substr(1, close - 1);
    port = whole.substr(close + 1);
    if (!port.empty() && port[0] != ':') return bad("only a port may follow ']' in host");
    if (!port.empty()) port.remove_prefix(1);
  } else {
    const auto colon = whole.find(':');
    url.host = whole.substr(0, colon);
    if (colon != std::string_view::npos) port = whole.substr(colon + 1);
  }
  url.port = BRUNT_TRY(parse_port(port, url.scheme));
  if (url.host.empty()) url.host = "localhost";
  return {};
}

/// Without "." and ".." segments. Source: RFC 3986 section 5.2.4.
std::string remove_dots(std::string_view path) {
  std::vector<std::string> kept;
  const std::vector<std::string> parts = split(path, '/');
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    if (parts[i] == "..") {
      if (!kept.empty()) kept.pop_back();
      if (last) kept.emplace_back();
    } else if (parts[i] == ".") {
      if (last) kept.emplace_back();
    } else {
      kept.push_back(parts[i]);
    }
  }
  return "/" + join(kept, "/");
}

}  // namespace

brunt::Result<Url> parse_url(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) {
    return bad(fmt::format("'{}' has no scheme, expected http:// or https://", printable(text)));
  }
  if (!std::ranges::all_of(text, visible)) return bad("blank or control character in URL");
  Url url;
  url.scheme = lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") {
    return bad(fmt::format("unsupported scheme '{}', expected http or https", url.scheme));
  }
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto end = rest.find_first_of("/?");
  url.authority = rest.substr(0, end);
  if (const auto at = url.authority.rfind('@'); at != std::string::npos) {
    url.user_info = url.authority.substr(0, at);
    url.authority.erase(0, at + 1);
  }
  if (end != std::string_view::npos) url.target = rest.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  BRUNT_TRY(take_authority(url));
  return url;
}

std::string resolve_location(const Url& base, std::string_view location) {
  if (location.find("://") < location.find_first_of("/?#")) return std::string(location);
  if (location.starts_with("//")) return base.scheme + ":" + std::string(location);
  const std::string site = base.scheme + "://" + base.authority;
  const std::string_view base_path = std::string_view(base.target).substr(0, base.target.find('?'));
  if (location.empty() || location.starts_with('#')) return site + base.target;
  if (location.starts_with('?')) return fmt::format("{}{}{}", site, base_path, location);
  const auto query = location.find_first_of("?#");
  std::string path(location.substr(0, query));
  const std::string_view tail =
      query == std::string_view::npos ? std::string_view() : location.substr(query);
  if (!path.starts_with('/')) {
    path.insert(0, base_path.substr(0, base_path.rfind('/') + 1));
  }
  return fmt::format("{}{}{}", site, remove_dots(path), tail);
}

}  // namespace brunt::load

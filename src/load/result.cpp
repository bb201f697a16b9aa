#include "load/result.h"

#include <array>

namespace brunt::load {
namespace {

using Clue = std::pair<std::string_view, ErrorClass>;

/// In this order: an earlier clue is the more telling one.
constexpr std::array<Clue, 20> clues = {{
    {"lookup ", ErrorClass::dns},
    {"no such host", ErrorClass::dns},
    {"TLS handshake", ErrorClass::tls},
    {"tls: ", ErrorClass::tls},
    {"x509: ", ErrorClass::tls},
    {"dial tcp", ErrorClass::connect},
    {"connection refused", ErrorClass::connect},
    {"while reading body", ErrorClass::body},
    {"unexpected EOF", ErrorClass::body},
    {"awaiting response headers", ErrorClass::first_byte},
    {"awaiting headers", ErrorClass::first_byte},
    {"malformed", ErrorClass::protocol},
    {"transport connection broken", ErrorClass::protocol},
    {"response too large", ErrorClass::protocol},
    {"stopped after", ErrorClass::protocol},
    {"write tcp", ErrorClass::send},
    {"broken pipe", ErrorClass::send},
    {"context canceled", ErrorClass::aborted},
    {"EOF", ErrorClass::first_byte},
    {"read tcp", ErrorClass::first_byte},
}};

}  // namespace

ErrorClass class_of_error(std::string_view text) {
  if (text.empty()) return ErrorClass::ok;
  for (const auto& [words, error_class] : clues) {
    if (text.find(words) != std::string_view::npos) return error_class;
  }
  return ErrorClass::first_byte;
}

std::string_view name_of(ErrorClass error_class) {
  constexpr std::array<std::string_view, 13> names = {
      "ok",       "dns",    "connect", "tls",  "send", "first byte", "body",
      "protocol", "status", "content", "slow", "shed", "aborted"};
  const auto at = static_cast<std::size_t>(error_class);
  return at < names.size() ? names[at] : "unknown";
}

}  // namespace brunt::load

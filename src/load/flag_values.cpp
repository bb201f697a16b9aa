#include "load/flag_values.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace brunt::load {
namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// Source: Go's strconv.ParseUint with base 0.
brunt::Result<std::uint64_t> digits(std::string_view text) {
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && text[i - 1] != '_';
    if (text[i] != '_') {
      plain += text[i];
    } else if (!between) {
      return bad("parse error");
    }
  }
  std::uint64_t value = 0;
  const auto [end, failed] =
      std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
  if (end != plain.data() + plain.size() || failed == std::errc::invalid_argument) {
    return bad("parse error");
  }
  if (failed != std::errc()) return bad("value out of range");
  return value;
}

}  // namespace

brunt::Result<std::uint64_t> parse_go_uint(std::string_view text) {
  return digits(text);
}

brunt::Result<std::int64_t> parse_go_int(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::uint64_t size = BRUNT_TRY(digits(text));
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (size > most + (negative ? 1U : 0U)) return bad("value out of range");
  return static_cast<std::int64_t>(negative ? 0 - size : size);
}

std::string go_duration_error(std::string_view text) {
  const std::string quoted = fmt::format("\"{}\"", printable(text));
  std::string_view rest = text;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  while (!rest.empty()) {
    std::size_t unit_at = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (rest.substr(unit_at).starts_with('.')) {
      unit_at = std::min(rest.find_first_not_of("0123456789", unit_at + 1), rest.size());
    }
    if (unit_at == 0 || rest.substr(0, unit_at) == ".") break;
    const std::string_view after = rest.substr(unit_at);
    const std::string_view unit = after.substr(0, after.find_first_of("0123456789."));
    if (unit.empty()) return fmt::format("time: missing unit in duration {}", quoted);
    if (!parse_go_duration("1" + std::string(unit))) {
      return fmt::format("time: unknown unit \"{}\" in duration {}", printable(unit), quoted);
    }
    rest = after.substr(unit.size());
  }
  return fmt::format("time: invalid duration {}", quoted);
}

FlagSet::Set go_duration_into(std::chrono::nanoseconds& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    const auto value = parse_go_duration(text);
    if (!value) return bad("parse error");
    into = *value;
    return {};
  };
}

}  // namespace brunt::load

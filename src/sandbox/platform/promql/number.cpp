#include "sandbox/platform/promql/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/platform/promql/labels.h"

namespace brunt::sandbox::platform::promql {

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  const double size = std::abs(value);
  const bool exponent = size != 0 && (size < 1e-6 || size >= 1e21);
  std::array<char, 400> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    exponent ? std::chars_format::scientific : std::chars_format::fixed);
  return {buffer.data(), end.ptr};
}

std::string time_text(std::int64_t time_ms) {
  const std::int64_t size = time_ms < 0 ? -time_ms : time_ms;
  std::string out = fmt::format("{}{}", time_ms < 0 ? "-" : "", size / 1000);
  if (size % 1000 != 0) out += fmt::format(".{:03}", size % 1000);
  return out;
}

std::optional<double> parse_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::string_view rest = text;
  if (negative || text.starts_with('+')) rest.remove_prefix(1);
  const std::string word = lower(rest);
  double value = 0;
  if (word == "inf" || word == "infinity") {
    value = std::numeric_limits<double>::infinity();
  } else if (word == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    const bool hex = word.starts_with("0x");
    const char* const first = word.data() + (hex ? 2 : 0);
    const char* const last = word.data() + word.size();
    if (first == last ||
        (*first != '.' && std::isxdigit(static_cast<unsigned char>(*first)) == 0)) {
      return std::nullopt;
    }
    const auto end = std::from_chars(first, last, value,
                                     hex ? std::chars_format::hex : std::chars_format::general);
    if (end.ptr != last) return std::nullopt;
    if (end.ec != std::errc()) return std::nullopt;
  }
  return negative ? -value : value;
}

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t ms;
  };
  static constexpr std::array<Unit, 7> units{{{"y", 31'536'000'000},
                                              {"w", 604'800'000},
                                              {"d", 86'400'000},
                                              {"h", 3'600'000},
                                              {"m", 60'000},
                                              {"s", 1'000},
                                              {"ms", 1}}};
  std::int64_t out = 0;
  std::size_t next = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), count);
    if (end.ec != std::errc() || count < 0 || text.front() == '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z')
      ++letters;
    const std::string_view name = text.substr(0, letters);
    while (next < units.size() && units.at(next).name != name)
      ++next;
    if (next == units.size()) return std::nullopt;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(count, units.at(next).ms, &part) ||
        __builtin_add_overflow(out, part, &out)) {
      return std::nullopt;
    }
    ++next;
    text.remove_prefix(letters);
  }
  return out;
}

std::string to_text(const Labels& labels) {
  std::string out = "{";
  for (const auto& [name, value] : labels) {
    out += fmt::format("{}{}=\"{}\"", out.size() > 1 ? ", " : "", name, value);
  }
  return out + "}";
}

}  // namespace brunt::sandbox::platform::promql

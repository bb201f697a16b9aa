#include "base/time.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace brunt {
namespace {

using std::chrono::nanoseconds;

/// "2018-04-24T17:20:48" of the whole second below `at`, and the nanoseconds beyond it.
std::pair<std::string, std::int64_t> split(WallTime at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  return {fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      clock.hours().count(), clock.minutes().count(), clock.seconds().count()),
          (at - whole).count()};
}

std::string fraction(std::int64_t ns, int digits) {
  if (digits <= 0) return {};
  return "." + fmt::format("{:09}", ns).substr(0, static_cast<std::size_t>(digits));
}

Error bad(std::string_view kind, std::string_view text) {
  return {Errc::invalid_input, fmt::format("'{}' is not {}", text, kind), {}};
}

/// Takes exactly `count` digits off the front.
bool take_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc{} || end != text.data() + count || value < 0) return false;
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

WallTime wall_now() {
  return std::chrono::time_point_cast<nanoseconds>(std::chrono::system_clock::now());
}

std::string journal_time(WallTime at) {
  const auto [text, ns] = split(at);
  return text + (ns / 1000 == 0 ? "" : fraction(ns, 6)) + "+00:00";
}

std::string rfc3339(WallTime at, int digits) {
  const auto [text, ns] = split(at);
  return text + fraction(ns, digits) + "Z";
}

std::string clock_time(WallTime at, int digits) {
  const auto [text, ns] = split(at);
  return text.substr(11) + fraction(ns, digits);
}

Result<WallTime> parse_time(std::string_view text) {
  const std::string_view all = text;
  const auto fail = [&] {
    return std::unexpected(bad("a time such as 2018-04-24T17:20:48.5Z", all));
  };
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month) ||
      !take(text, '-') || !take_digits(text, 2, day))
    return fail();
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const bool countable = year >= 1678 && year <= 2261;  // 64 bits of nanoseconds
  if (!date.ok() || !countable) return fail();
  nanoseconds rest{0};
  if (take(text, 'T') || take(text, 't') || take(text, ' ')) {
    if (!take_digits(text, 2, hour) || !take(text, ':') || !take_digits(text, 2, minute))
      return fail();
    if (take(text, ':') && !take_digits(text, 2, second)) return fail();
    if (hour > 23 || minute > 59 || second > 60) return fail();
    rest = std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
    if (take(text, '.') || take(text, ',')) {
      std::int64_t unit = 100'000'000;
      if (text.empty() || text.front() < '0' || text.front() > '9') return fail();
      while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        rest += nanoseconds((text.front() - '0') * unit);
        unit /= 10;
        text.remove_prefix(1);
      }
    }
    if (take(text, 'Z') || take(text, 'z')) {
    } else if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
      const int sign = text.front() == '+' ? 1 : -1;
      text.remove_prefix(1);
      int off_hour = 0, off_minute = 0;
      if (!take_digits(text, 2, off_hour)) return fail();
      take(text, ':');
      if (!text.empty() && !take_digits(text, 2, off_minute)) return fail();
      rest -= sign * (std::chrono::hours(off_hour) + std::chrono::minutes(off_minute));
    }
  }
  if (!text.empty()) return fail();
  return WallTime(std::chrono::sys_days(date)) + rest;
}

Result<nanoseconds> parse_go_duration(std::string_view text) {
  const std::string_view all = text;
  const auto fail = [&] {
    return std::unexpected(bad("a duration such as 60s, 250ms or 1m30s", all));
  };
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  if (text == "0") return nanoseconds{0};
  if (text.empty()) return fail();
  struct Unit {
    std::string_view name;
    double ns;
  };
  static constexpr std::array units{Unit{"ns", 1},   Unit{"us", 1e3},  Unit{"µs", 1e3},
                                    Unit{"μs", 1e3}, Unit{"ms", 1e6},  Unit{"s", 1e9},
                                    Unit{"m", 60e9}, Unit{"h", 3600e9}};
  long double total = 0;
  while (!text.empty()) {
    long double value = 0;
    long double scale = 1;
    bool digits = false;
    bool point = false;
    while (!text.empty() && (text.front() == '.' || (text.front() >= '0' && text.front() <= '9'))) {
      if (text.front() == '.') {
        if (point) return fail();
        point = true;
      } else {
        digits = true;
        value = value * 10 + (text.front() - '0');
        if (point) scale *= 10;
      }
      text.remove_prefix(1);
    }
    if (!digits) return fail();
    const Unit* unit = nullptr;
    for (const Unit& u : units) {
      if (!text.starts_with(u.name)) continue;
      if (unit == nullptr || u.name.size() > unit->name.size()) unit = &u;
    }
    if (unit == nullptr) return fail();
    text.remove_prefix(unit->name.size());
    total += value / scale * static_cast<long double>(unit->ns);
  }
  if (total > static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return fail();
  const auto count = static_cast<std::int64_t>(std::roundl(total));
  return nanoseconds(negative ? -count : count);
}

std::string go_duration(nanoseconds value) {
  const std::int64_t ns = value.count();
  if (ns == 0) return "0s";
  const bool negative = ns < 0;
  auto left = negative ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
  const auto decimal = [](std::uint64_t n, std::uint64_t unit, int digits) {
    std::string text = fmt::format("{}", n / unit);
    std::string rest = fmt::format("{:0{}}", n % unit, digits);
    while (!rest.empty() && rest.back() == '0')
      rest.pop_back();
    return rest.empty() ? text : text + "." + rest;
  };
  std::string out = negative ? "-" : "";
  if (left < 1'000) return out + fmt::format("{}ns", left);
  if (left < 1'000'000) return out + decimal(left, 1'000, 3) + "µs";
  if (left < 1'000'000'000) return out + decimal(left, 1'000'000, 6) + "ms";
  const std::uint64_t minute = 60'000'000'000;
  if (left >= 60 * minute) out += fmt::format("{}h", left / (60 * minute));
  if (left >= minute) out += fmt::format("{}m", left % (60 * minute) / minute);
  return out + decimal(left % minute, 1'000'000'000, 9) + "s";
}

}  // namespace brunt

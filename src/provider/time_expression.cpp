#include "provider/time_expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>
#include <string>

#include "base/text.h"

namespace brunt::provider {
namespace {

using namespace std::chrono;
using Seconds = std::chrono::seconds;  // brunt::seconds is a function

/// A distance in time; months have no fixed length.
struct Distance {
  nanoseconds time{0};
  int months = 0;
};

struct Unit {
  std::string_view word;
  nanoseconds length;
  int months;
};

constexpr std::array units = {
    Unit{"s", Seconds(1), 0},
    Unit{"sec", Seconds(1), 0},
    Unit{"secs", Seconds(1), 0},
    Unit{"second", Seconds(1), 0},
    Unit{"seconds", Seconds(1), 0},
    Unit{"m", minutes(1), 0},
    Unit{"min", minutes(1), 0},
    Unit{"mins", minutes(1), 0},
    Unit{"minute", minutes(1), 0},
    Unit{"minutes", minutes(1), 0},
    Unit{"h", hours(1), 0},
    Unit{"hr", hours(1), 0},
    Unit{"hrs", hours(1), 0},
    Unit{"hour", hours(1), 0},
    Unit{"hours", hours(1), 0},
    Unit{"d", hours(24), 0},
    Unit{"day", hours(24), 0},
    Unit{"days", hours(24), 0},
    Unit{"w", hours(168), 0},
    Unit{"week", hours(168), 0},
    Unit{"weeks", hours(168), 0},
    Unit{"M", {}, 1},
    Unit{"month", {}, 1},
    Unit{"months", {}, 1},
    Unit{"y", {}, 12},
    Unit{"year", {}, 12},
    Unit{"years", {}, 12},
};

const Unit* find_unit(std::string_view word) {
  const std::string folded = word == "M" ? "M" : lower(word);
  const auto* at = std::find_if(units.begin(), units.end(),
                                [&](const Unit& unit) { return unit.word == folded; });
  return at == units.end() ? nullptr : at;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Words and numbers: "1h30m," gives 1 h 30 m.
std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> out;
  bool number = false;
  bool open = false;
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == '\t') {
      open = false;
      continue;
    }
    const bool numeric = is_digit(c) || c == '.';
    if (!open || numeric != number) out.emplace_back();
    out.back() += c;
    number = numeric;
    open = true;
  }
  return out;
}

std::optional<double> number(const std::string& word) {
  if (word == "a" || word == "an") return 1.0;
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value > 1e6) return std::nullopt;
  return value;
}

/// "2 days, 3 hours" and the like; nothing when it is not one.
std::optional<Distance> read_distance(std::string_view text) {
  const auto words = tokens(text);
  Distance sum;
  std::size_t i = 0;
  while (i < words.size()) {
    if (i > 0 && words[i] == "and") ++i;
    if (i + 1 >= words.size()) return std::nullopt;
    const auto count = number(words[i]);
    const Unit* unit = find_unit(words[i + 1]);
    if (!count || unit == nullptr) return std::nullopt;
    if (unit->months != 0) {
      if (std::floor(*count) != *count || *count > 12'000) return std::nullopt;
      sum.months += static_cast<int>(*count) * unit->months;
    } else {
      sum.time += round<nanoseconds>(
          duration<double, std::nano>(*count * static_cast<double>(unit->length.count())));
    }
    i += 2;
  }
  return words.empty() ? std::nullopt : std::optional(sum);
}

WallTime shifted(WallTime now, const Distance& distance, int sign) {
  const auto day = floor<days>(now);
  year_month_day date(day);
  date += months(sign * distance.months);
  if (!date.ok()) date = date.year() / date.month() / last;  // 31 March minus a month
  return sys_days(date) + (now - day) + sign * distance.time;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() <= suffix.size() || !lower(text).ends_with(suffix)) return false;
  text = trim(text.substr(0, text.size() - suffix.size()));
  return true;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!lower(text).starts_with(prefix)) return false;
  text = trim(text.substr(prefix.size()));
  return true;
}

std::optional<Moment> relative(std::string_view text, WallTime now) {
  take_suffix(text, " utc");
  int sign = -1;
  if (take_prefix(text, "in ")) {
    sign = 1;
  } else {
    take_suffix(text, " ago");
    take_prefix(text, "-");
  }
  const auto distance = read_distance(text);
  if (!distance) return std::nullopt;
  return Moment{shifted(now, *distance, sign), true};
}

std::optional<Moment> epoch(std::string_view text) {
  const auto digits = text.substr(0, text.find('.'));
  const bool whole = std::all_of(digits.begin(), digits.end(), is_digit);
  const auto rest = text.substr(digits.size());
  const bool fraction =
      rest.empty() || (rest.size() > 1 && std::all_of(rest.begin() + 1, rest.end(), is_digit));
  if (!whole || !fraction || (digits.size() != 10 && digits.size() != 13)) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return Moment{digits.size() == 10 ? WallTime(Seconds(value)) : WallTime(milliseconds(value)),
                false};
}

/// Does a date and time say its offset from UTC?
bool has_offset(std::string_view text) {
  const auto time = text.find(':');
  if (time == std::string_view::npos) return false;
  return text.find_first_of("Zz+-", time) != std::string_view::npos;
}

/// The same clock reading, taken as local time.
WallTime as_local(WallTime utc) {
  const std::time_t clock = system_clock::to_time_t(floor<Seconds>(utc));
  std::tm fields{};
  ::gmtime_r(&clock, &fields);
  fields.tm_isdst = -1;
  return WallTime(Seconds(std::mktime(&fields))) + (utc - floor<Seconds>(utc));
}

WallTime local_midnight(WallTime now) {
  const std::time_t clock = system_clock::to_time_t(floor<Seconds>(now));
  std::tm fields{};
  ::localtime_r(&clock, &fields);
  fields.tm_hour = fields.tm_min = fields.tm_sec = 0;
  fields.tm_isdst = -1;
  return WallTime(Seconds(std::mktime(&fields)));
}

}  // namespace

Result<Moment> parse_moment(std::string_view text, WallTime now) {
  const auto trimmed = trim(text);
  const std::string word = lower(trimmed);
  if (word == "now" || word == "just now" || word == "today") return Moment{now, true};
  if (word == "yesterday") return Moment{now - hours(24), true};
  if (word == "midnight") return Moment{local_midnight(now), false};
  if (auto moment = relative(trimmed, now)) return *moment;
  if (auto moment = epoch(trimmed)) return *moment;
  if (trimmed.size() >= 10 && trimmed[4] == '-') {
    if (auto at = parse_time(trimmed)) {
      return Moment{has_offset(trimmed) ? *at : as_local(*at), false};
    }
  }
  return std::unexpected(
      Error{Errc::invalid_input,
            "found '" + printable(text) +
                "', expected a time as in 'now', '40s', '5 minutes ago', 'in 5 minutes', "
                "'2018-04-24T17:20:20Z' or 1524590420",
            {}});
}

}  // namespace brunt::provider

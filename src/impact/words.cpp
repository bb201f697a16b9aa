#include "impact/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "impact/measure.h"

namespace brunt::impact::words {
namespace {

constexpr std::string_view none = "–";

bool digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// "0.10" -> "0.1", "2.00" -> "2"; text without a point stays.
std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string percent_number(double ratio) {
  const double value = ratio * 100;
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 100 && size >= 99.95) return fmt::format("{:.2f}", std::min(size, 99.99));
  if (size >= 100) return fmt::format("{:.0f}", value);
  if (size >= 1) return fmt::format("{:.1f}", value);
  if (size >= 0.01) return without_zeros(fmt::format("{:.2f}", value));
  return fmt::format("{:.1g}", value);
}

std::string percent(double ratio) {
  return percent_number(ratio) + " %";
}

std::string count(std::size_t n) {
  std::string text = std::to_string(n);
  if (text.size() < 5) return text;
  for (std::size_t i = text.size(); i > 3; i -= 3)
    text.insert(i - 3, " ");
  return text;
}

std::string ratio_with_interval(const Count& count) {
  return fmt::format("{}, 95 % interval {} to {}", percent(count.ratio()),
                     percent_number(count.interval.low), percent(count.interval.high));
}

std::string duration(double seconds) {
  if (std::isinf(seconds)) return "unknown length";
  if (seconds >= 7200) return fmt::format("{:.1f} h", seconds / 3600);
  if (seconds >= 600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds >= 119.5) {
    const auto whole = static_cast<long>(std::lround(seconds));
    return whole % 60 == 0 ? fmt::format("{} min", whole / 60)
                           : fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  if (seconds >= 0.095 || seconds == 0) return fmt::format("{:.1f} s", seconds);
  if (seconds >= 0.0095) return fmt::format("{:.2g} s", seconds);
  return fmt::format("{:.2g} ms", seconds * 1e3);
}

std::string clock(WallTime at, int digits) {
  std::int64_t half = 500'000'000;
  for (int i = 0; i < digits; ++i)
    half /= 10;
  return clock_time(at + std::chrono::nanoseconds(half), digits);
}

std::string rate(double per_second) {
  const double whole = std::round(per_second);
  const bool near = whole >= 1 && std::abs(per_second - whole) < 0.03 * whole;
  return near ? count(static_cast<std::size_t>(whole)) + " a second"
              : fmt::format("{:.2g} a second", per_second);
}

std::string duration_with_bounds(const ImpactWindow& window) {
  if (window.open) return "at least " + duration(window.seconds);
  const double above = window.bounds_seconds.high - window.seconds;
  const double below = window.seconds - window.bounds_seconds.low;
  if (std::abs(above - below) < 0.05 + 0.1 * std::max(above, below)) {
    return fmt::format("{} (±{})", duration(window.seconds), duration(std::max(above, below)));
  }
  return fmt::format("{} ({:.1f} to {})", duration(window.seconds), window.bounds_seconds.low,
                     duration(window.bounds_seconds.high));
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::refuted:
      return "refuted";
    case Verdict::not_measured:
      return "not measured";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::held:
      return "held";
  }
  return "not measured";
}

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count(n), n == 1 ? one : many);
}

std::string failed_figure(const ReportModel& model) {
  if (!model.all) return std::string(none);
  return fmt::format("{} of {}", count(model.all->failed), count(model.all->total));
}

std::string impact_figure(const ReportModel& model) {
  if (!model.all) return std::string(none);
  const ImpactWindow* longest = longest_window(model.windows);
  if (longest == nullptr) return "none";
  return (longest->open ? "at least " : "") + duration(longest->seconds);
}

std::string detected_figure(const ReportModel& model) {
  if (model.windows.empty()) return std::string(none);
  if (!model.detected_after_seconds) return "never";
  const std::string text = duration(*model.detected_after_seconds);
  return model.detected_note.empty() ? text : fmt::format("{} ({})", text, model.detected_note);
}

std::string recovered_figure(const ReportModel& model) {
  if (model.windows.empty()) return std::string(none);
  if (!model.recovered_after_seconds)
    return model.windows.back().open ? "not yet" : std::string(none);
  const auto& bounds = model.recovered_bounds_seconds;
  if (!bounds || bounds->high - bounds->low < 0.5) return duration(*model.recovered_after_seconds);
  return fmt::format("{:.0f}–{:.0f} s", bounds->low, bounds->high);
}

std::string budget_figure(const ReportModel& model) {
  if (!model.budget_spent || !model.burn_rate) return std::string(none);
  return fmt::format("{} (burn {}×)", percent(*model.budget_spent),
                     *model.burn_rate >= 10
                         ? fmt::format("{:.0f}", *model.burn_rate)
                         : without_zeros(fmt::format("{:.1f}", *model.burn_rate)));
}

std::string narrow(std::string_view text) {
  static constexpr std::array<std::string_view, 8> units = {"%",  "s", "ms", "min",
                                                            "µs", "h", "×",  "MB"};
  const auto unit_at = [&](std::size_t at) {
    return std::any_of(units.begin(), units.end(), [&](std::string_view unit) {
      const std::size_t end = at + unit.size();
      return text.substr(at, unit.size()) == unit &&
             (end >= text.size() || std::isalnum(static_cast<unsigned char>(text[end])) == 0);
    });
  };
  const auto group_at = [&](std::size_t at) {
    return at + 3 <= text.size() && digit(text[at]) && digit(text[at + 1]) && digit(text[at + 2]) &&
           (at + 3 == text.size() || !digit(text[at + 3]));
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after_digit = i > 0 && digit(text[i - 1]);
    if (text[i] == ' ' && after_digit && (unit_at(i + 1) || group_at(i + 1))) {
      out += "\u202f";
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace brunt::impact::words

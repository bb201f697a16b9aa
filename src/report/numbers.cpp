#include "report/numbers.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace brunt::report {

namespace {

constexpr std::string_view thin = "\u202f";

std::string with_unit(double value, int digits, std::string_view unit) {
  std::string text = fmt::format("{:.{}f}", std::abs(value), digits);
  const bool negative = value < 0 && text.find_first_not_of("0.") != std::string::npos;
  return fmt::format("{}{}{}{}", negative ? "\u2212" : "", text, thin, unit);
}

/// Percent without its sign: 0 and 1 exactly are "0" and "100".
std::string percent_number(double ratio) {
  if (ratio < 1e-9) return "0";
  if (ratio > 1 - 1e-9) return "100";
  const double value = 100 * ratio;
  if (value < 0.01) return "<0.01";
  return fmt::format("{:.{}f}", value, value < 1 || (value > 99.9 && value < 100) ? 2 : 1);
}

}  // namespace

std::string thousands(std::size_t value) {
  const std::string digits = std::to_string(value);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += thin;
    out += digits[i];
  }
  return out;
}

std::string counted(std::size_t value, std::string_view noun) {
  return fmt::format("{} {}{}", thousands(value), noun, value == 1 ? "" : "s");
}

std::string percent(double ratio) {
  return percent_number(ratio) + std::string(thin) + "%";
}

std::string percent_range(const impact::Interval& ratio) {
  return percent_number(ratio.low) + " to " + percent(ratio.high);
}

std::string percent_bracket(const impact::Interval& ratio) {
  return fmt::format("[{}, {}]", percent_number(ratio.low), percent_number(ratio.high));
}

std::string duration(double seconds) {
  const double size = std::abs(seconds);
  if (size == 0) return with_unit(0, 0, "s");
  if (size < 0.9995) return with_unit(seconds * 1000, size < 0.00995 ? 1 : 0, "ms");
  if (size < 119.95) return with_unit(seconds, 1, "s");
  const auto whole = static_cast<long long>(std::llround(size));
  const std::string sign = seconds < 0 ? "\u2212" : "";
  if (whole < 3600) return fmt::format("{}{}{}min {}{}s", sign, whole / 60, thin, whole % 60, thin);
  return fmt::format("{}{}{}h {}{}min", sign, whole / 3600, thin, whole / 60 % 60, thin);
}

std::string latency(double seconds) {
  if (seconds >= 9.9995) return duration(seconds);
  return with_unit(seconds * 1000, seconds < 0.00995 ? 1 : 0, "ms");
}

std::string exact(double seconds) {
  return seconds < 120 ? coordinate(seconds) + std::string(thin) + "s" : duration(seconds);
}

std::string waited(double seconds) {
  return seconds < 0.9995 || seconds >= 119.95 ? duration(seconds) : with_unit(seconds, 2, "s");
}

std::string coordinate(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string clock(WallTime at) {
  const auto rounded =
      std::chrono::floor<std::chrono::milliseconds>(at + std::chrono::microseconds(500));
  const bool whole = rounded == std::chrono::floor<std::chrono::seconds>(rounded);
  return clock_time(rounded, whole && rounded == at ? 0 : 3);
}

std::string date(WallTime at) {
  constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
  return fmt::format("{} {} {}", static_cast<unsigned>(day.day()),
                     months.at(static_cast<unsigned>(day.month()) - 1),
                     static_cast<int>(day.year()));
}

std::string clock_range(WallTime from, WallTime to) {
  return clock(from) + "\u2013" + clock(to);
}

double between(WallTime from, WallTime to) {
  return seconds(to - from);
}

WallTime later(WallTime at, double seconds) {
  return at + std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

}  // namespace brunt::report

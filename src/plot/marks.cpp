#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "plot/parts.h"

namespace brunt::plot {
namespace {

constexpr std::array<double, 3> steps = {1, 3, 10};

/// The 1-3-10 step at or below `value`.
double step_below(double value) {
  const double decade = std::pow(10, std::floor(std::log10(value)));
  return value / decade >= steps[1] ? steps[1] * decade : decade;
}

/// The 1-3-10 step at or above `value`.
double step_above(double value) {
  const double below = step_below(value);
  if (value <= below * 1.0001) return below;
  const double decade = std::pow(10, std::floor(std::log10(value)));
  return below >= steps[1] * decade * 0.999 ? steps[2] * decade : steps[1] * decade;
}

}  // namespace

double Frame::x(const Series& of, WallTime at) const {
  return width_units * seconds(at - of.first()) / span;
}

double Frame::y(double latency_seconds) const {
  const double at = std::log(std::clamp(latency_seconds, low, high) / low) / std::log(high / low);
  return 1 - at;
}

Frame frame_of(const std::vector<Series>& series) {
  Frame frame{series};
  double span = 0;
  double fastest = 1e9;
  double slowest = 0;
  for (const Series& one : series) {
    span = std::max(span, seconds(one.last() - one.first()));
    if (one.ok().count() == 0) continue;
    fastest = std::min(fastest, std::max(seconds(one.fastest()), 1e-6));
    slowest = std::max(slowest, seconds(one.ok().max()));
  }
  frame.span = span > 0 ? span * 1.01 : 1;
  if (slowest > 0) {
    frame.low = step_below(fastest);
    frame.high = std::max(step_above(slowest), frame.low * 10);
  }
  return frame;
}

std::string shown(double seconds) {
  constexpr std::string_view thin = "\u202f";
  const double ms = seconds * 1000;
  const auto with = [&](double value, std::string_view unit) {
    const int digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.')) text.pop_back();
    }
    return fmt::format("{}{}{}", text, thin, unit);
  };
  if (ms >= 1000) return with(seconds, "s");
  return ms >= 1 ? with(ms, "ms") : with(ms * 1000, "µs");
}

std::string offset_text(double seconds) {
  return fmt::format("+{:.{}f}\u202fs", seconds, seconds < 1000 ? 1 : 0);
}

std::string code_name(int code) {
  return code == 0 ? "no answer" : std::to_string(code);
}

std::string run_class(std::size_t index) {
  return fmt::format("r{}", index % 4);
}

std::vector<double> log_steps(double low, double high) {
  std::vector<double> found;
  const auto first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const auto last = static_cast<int>(std::floor(std::log10(high * 1.001)));
  for (int power = first; power <= last; ++power) {
    const double decade = std::pow(10, power);
    for (const double step : {steps[0], steps[1]}) {
      const double at = decade * step;
      if (at >= low * 0.999 && at <= high * 1.001) found.push_back(at);
    }
  }
  return found;
}

}  // namespace brunt::plot

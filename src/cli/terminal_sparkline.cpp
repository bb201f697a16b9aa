#include "cli/terminal_sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace brunt::cli {
namespace {

constexpr std::array<std::string_view, 8> bars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> ascii_bars = {".", "-", "=", "=", "=", "#", "#", "#"};

std::size_t height(std::chrono::nanoseconds p95, std::chrono::nanoseconds timeout) {
  const double floor_ns = 1e8;
  const double top = std::max(static_cast<double>(timeout.count()), 2 * floor_ns);
  const double value = std::max(static_cast<double>(p95.count()), floor_ns);
  const double share = std::log(value / floor_ns) / std::log(top / floor_ns);
  return static_cast<std::size_t>(std::clamp(std::lround(share * 8) - 1, 0L, 7L));
}

struct Cell {
  std::string_view text;
  Style style = Style::plain;
};

Cell cell(const Look& look, const LoadSecond& second, std::chrono::nanoseconds timeout) {
  if (second.failed > 0) return {look.ascii ? "x" : "×", Style::harm};
  if (second.sent == 0) return {" ", Style::plain};
  if (second.ok == 0) return {look.ascii ? "?" : "·", Style::dim};
  const std::size_t level = height(second.p95, timeout);
  return {look.ascii ? ascii_bars.at(level) : bars.at(level), Style::good};
}

}  // namespace

std::string sparkline(const Look& look, const std::vector<LoadSecond>& seconds,
                      std::chrono::nanoseconds timeout, std::optional<std::size_t> fault_second) {
  std::string out, run;
  Style style = Style::plain;
  const auto flush = [&] {
    out += painted(look, style, run);
    run.clear();
  };
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const Cell next =
        i == fault_second ? Cell{"/", Style::reverse} : cell(look, seconds[i], timeout);
    if (next.style != style) flush();
    style = next.style;
    run += next.text;
  }
  flush();
  return out;
}

void shorten(std::vector<LoadSecond>& seconds, std::optional<std::size_t>& fault_second,
             std::size_t most) {
  if (most == 0 || seconds.size() <= most) return;
  const std::size_t group = (seconds.size() + most - 1) / most;
  std::vector<LoadSecond> joined((seconds.size() + group - 1) / group);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    LoadSecond& into = joined[i / group];
    into.sent += seconds[i].sent;
    into.ok += seconds[i].ok;
    into.failed += seconds[i].failed;
    into.p95 = std::max(into.p95, seconds[i].p95);
  }
  seconds = std::move(joined);
  if (fault_second) *fault_second /= group;
}

}  // namespace brunt::cli

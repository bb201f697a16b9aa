#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "plot/series.h"

namespace brunt::plot {

/// All series of a page on one time axis, from the first request of each.
struct Frame {
  const std::vector<Series>& series;
  double span = 1;                ///< seconds drawn
  double low = 0.001, high = 10;  ///< seconds: ends of the latency scale, 1-3-10 steps

  /// 0 to 10 000 along the axis.
  double x(const Series& of, WallTime at) const;
  /// 0 (top, `high`) to 1 (bottom, `low`) of a latency.
  double y(double latency_seconds) const;
};
Frame frame_of(const std::vector<Series>& series);

inline constexpr int width_units = 10'000;

// Sections of the page, as HTML.
std::string drawing(const Frame& frame);        ///< the lanes over time, with their axis
std::string distributions(const Frame& frame);  ///< histogram and spectrum
std::string run_table(const Frame& frame);
std::string code_table(const Frame& frame);
std::string failure_table(const Frame& frame);
std::string slice_tables(const Frame& frame);

std::string style();
std::string_view script();

// Small things that several parts draw.
std::string shown(double seconds);         ///< `164 ms`, `3.15 s`, `42 µs`, with U+202F
std::string offset_text(double seconds);   ///< `+5.3 s` since the first request
std::string code_name(int code);           ///< `200`, `no answer`
std::string run_class(std::size_t index);  ///< `r0` to `r3`: the look of a run's lines
std::vector<double> log_steps(double low, double high);  ///< 1-3-10 steps, both ends included
/// The slices of a series as the script reads them.
std::string slice_data(const Frame& frame);

}  // namespace brunt::plot

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "plot/parts.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/scale.h"

namespace brunt::plot {
namespace {

using report::escape;

/// Percentiles are drawn of slices with at least as many successes.
constexpr std::uint64_t enough = 30;
constexpr std::size_t most_codes = 6;

/// One lane: its name and labels at the left, a drawing that stretches with the page at the right.
std::string lane(std::string_view name, std::string_view note, int height, std::string_view labels,
                 std::string_view marks) {
  return fmt::format(
      "<div class=\"lane\" style=\"height:{}px\"><div class=\"lab\"><b>{}</b><span>{}</span></div>"
      "<div class=\"fld\">{}<svg class=\"z\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" "
      "aria-hidden=\"true\">{}</svg></div></div>\n",
      height, name, note, labels, width_units, height, marks);
}

std::string y_label(double share, std::string_view text) {
  return fmt::format("<i class=\"y\" style=\"top:{:.2f}%\">{}</i>", share * 100, text);
}

/// Percentiles are drawn of stretches that usually hold at least twice `enough` successes: as many
/// slices together as that takes.
std::int64_t slices_together(const Series& of) {
  const std::uint64_t wanted = 2 * enough * of.slices().size();
  return static_cast<std::int64_t>(
      std::clamp<std::uint64_t>(wanted / std::max<std::uint64_t>(of.ok().count(), 1), 1, 50));
}

/// A line through the stretches' percentiles; it breaks where there are too few successes.
std::string percentile_line(const Frame& frame, const Series& of, double q, int height) {
  const std::int64_t together = slices_together(of);
  std::map<std::int64_t, load::Histogram> stretches;
  for (const auto& [index, slice] : of.slices()) {
    stretches.try_emplace(floored(index, together), slice_bits).first->second.add(slice.ok);
  }
  std::string path;
  std::int64_t before = 0;
  for (const auto& [index, ok] : stretches) {
    if (ok.count() < enough) continue;
    const WallTime middle((2 * index + 1) * together * of.slice_width() / 2);
    const double x = std::clamp(frame.x(of, middle), 0.0, double{width_units});
    const double y = frame.y(seconds(ok.quantile(q))) * height;
    const bool joined = !path.empty() && index == before + 1;
    path += fmt::format("{}{:.1f} {:.1f}{}", joined ? "L" : "M", x, y, joined ? "" : "h0");
    before = index;
  }
  return path;
}

std::string latency_lane(const Frame& frame) {
  constexpr int height = 320;
  std::string labels;
  std::string marks;
  for (const double step : log_steps(frame.low, frame.high)) {
    labels += y_label(frame.y(step), shown(step));
    marks += fmt::format("<path class=\"grid\" d=\"M0 {:.1f}H{}\"/>", frame.y(step) * height,
                         width_units);
  }
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    std::string points;
    const Series& of = frame.series[i];
    for (const Point& point : of.points()) {
      points += fmt::format("M{:.1f} {:.1f}h0", frame.x(of, point.at),
                            frame.y(seconds(point.latency)) * height);
    }
    const bool fine = of.ok().count() > 2000;
    marks += fmt::format("<path class=\"pts {}{}\" d=\"{}\"/>", run_class(i), fine ? " fine" : "",
                         points);
  }
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    for (const auto& [name, q] : {std::pair("p50", 0.5), {"p95", 0.95}, {"p99", 0.99}}) {
      const std::string path = percentile_line(frame, frame.series[i], q, height);
      if (path.empty()) continue;
      marks +=
          fmt::format("<path class=\"halo\" d=\"{0}\"/><path class=\"line {1} {2}\" d=\"{0}\"/>",
                      path, name, run_class(i));
    }
  }
  return lane("Latency", "of successes, log scale", height, labels, marks);
}

std::string failure_lane(const Frame& frame) {
  const int row = frame.series.size() == 1 ? 40 : 24;
  std::string marks;
  std::string labels;
  int top = 0;
  const int height = row * static_cast<int>(frame.series.size());
  for (std::size_t i = 0; i < frame.series.size(); ++i, top += row) {
    const Series& of = frame.series[i];
    std::string path;
    for (const auto& [ms, count] : of.failed_at()) {
      const WallTime at{std::chrono::milliseconds(ms)};
      path += fmt::format("M{:.1f} {}v{}", std::max(frame.x(of, at), 0.0), top + 5, row - 10);
    }
    marks += fmt::format("<path class=\"fails\" d=\"{}\"/><path class=\"grid\" d=\"M0 {}H{}\"/>",
                         path, top + row, width_units);
    if (frame.series.size() > 1) {
      labels += y_label((top + row / 2.0) / height, fmt::format("run {}", i + 1));
    }
  }
  return lane("Failures", "each of them", height, labels, marks);
}

/// Codes by how often they came, in all runs together.
std::vector<int> usual_codes(const Frame& frame) {
  std::map<int, std::uint64_t> counts;
  for (const Series& of : frame.series) {
    for (const auto& [code, count] : of.codes())
      counts[code] += count;
  }
  std::vector<int> codes;
  codes.reserve(counts.size());
  for (const auto& [code, count] : counts)
    codes.push_back(code);
  std::ranges::stable_sort(codes, [&](int a, int b) { return counts[a] > counts[b]; });
  codes.resize(std::min(codes.size(), most_codes));
  return codes;
}

double per_second(const Series& of, std::uint64_t count) {
  return static_cast<double>(count) / seconds(of.slice_width());
}

std::uint64_t count_of(const Slice& slice, int code) {
  const auto found = slice.codes.find(code);
  return found == slice.codes.end() ? 0 : found->second;
}

/// Steps of a code's answers per second; slices without any are at zero.
std::string rate_steps(const Frame& frame, const Series& of, int code, double most, int height) {
  std::string path;
  std::int64_t next = 0;
  const auto edge = [&](std::int64_t index) {
    const WallTime at(std::chrono::nanoseconds(index) * of.slice_width().count());
    return std::clamp(frame.x(of, at), 0.0, double{width_units});
  };
  for (const auto& [index, slice] : of.slices()) {
    const double level = height - (height - 3) * per_second(of, count_of(slice, code)) / most;
    if (path.empty()) path = fmt::format("M{:.1f} {}", edge(index), height);
    if (index != next) path += fmt::format("V{}H{:.1f}", height, edge(index));
    path += fmt::format("V{:.1f}H{:.1f}", level, edge(index + 1));
    next = index + 1;
  }
  return path + fmt::format("V{}", height);
}

std::string code_lanes(const Frame& frame) {
  constexpr int height = 46;
  const std::vector<int> codes = usual_codes(frame);
  double most = 0;
  for (const Series& of : frame.series) {
    for (const auto& [index, slice] : of.slices()) {
      for (const int code : codes)
        most = std::max(most, per_second(of, count_of(slice, code)));
    }
  }
  std::string out;
  for (const int code : codes) {
    std::string marks =
        fmt::format("<path class=\"grid\" d=\"M0 {0}H{1}M0 3H{1}\"/>", height, width_units);
    const bool failed = code < 200 || code >= 400;
    for (std::size_t i = 0; i < frame.series.size(); ++i) {
      const std::string path = rate_steps(frame, frame.series[i], code, most, height);
      marks += fmt::format("<path class=\"rate {} {}{}\" d=\"{}\"/>", failed ? "failed" : "good",
                           run_class(i), frame.series.size() == 1 ? " filled" : "", path);
    }
    const std::string top = fmt::format("{:.{}f}/s", most, most < 10 ? 1 : 0);
    out += lane(code_name(code), "per second", height, y_label(3.0 / height, top), marks);
  }
  return out;
}

std::string axis(const Frame& frame) {
  std::string labels;
  const double step = report::round_step(frame.span, 8);
  for (int number = 0; number * step <= frame.span; ++number) {
    const double at = number * step;
    labels += fmt::format("<i class=\"x{}\" style=\"left:{:.3f}%\">{:g}</i>",
                          number % 2 == 1 ? " odd" : "", 100 * at / frame.span, at);
  }
  return fmt::format(
      "<div class=\"lane axis\"><div class=\"lab\"></div><div class=\"fld\" id=\"axis\">{}</div>"
      "</div>\n",
      labels);
}

std::string legend(const Frame& frame) {
  const auto sample = [](std::string_view classes, std::string_view path, std::string_view words) {
    return fmt::format(
        "<span><svg width=\"28\" height=\"12\" aria-hidden=\"true\"><path class=\"{}\" "
        "d=\"{}\"/></svg>{}</span>",
        classes, path, words);
  };
  std::string out = "<div class=\"legend\">";
  if (frame.series.size() > 1) {
    for (std::size_t i = 0; i < frame.series.size(); ++i) {
      out += sample("line " + run_class(i), "M1 6H27",
                    fmt::format("run {}: <bdi>{}</bdi>", i + 1, escape(frame.series[i].label())));
    }
  }
  out += sample("pts r0", "M14 6h0", "a success");
  out += sample("fails", "M14 1v10", "a failure");
  out +=
      sample("line p50 ink", "M1 6H27", "median") + sample("line p95 ink", "M1 6H27", "95th") +
      sample("line p99 ink", "M1 6H27", "99th percentile of a stretch with 30 successes or more");
  return out + "</div>\n";
}

/// What was left out of the drawing, and what was not.
std::string caption(const Frame& frame) {
  std::string out = "<p class=\"cap\">Seconds since the first request";
  if (frame.series.size() > 1) out += " of each run";
  out += ", at the time each was due.";
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    const Series& of = frame.series[i];
    if (frame.series.size() > 1) out += fmt::format(" Run {}:", i + 1);
    out += fmt::format(" First request {} {} UTC, slices of {}.", report::date(of.first()),
                       report::clock(of.first()), shown(seconds(of.slice_width())));
    if (!of.thinned()) continue;
    out += fmt::format(
        " {} of {} successes are drawn: the fastest and the slowest of each moment; "
        "percentiles are of all.",
        report::thousands(of.points().size()), report::thousands(of.ok().count()));
  }
  return out + " No failure is left out.</p>\n";
}

}  // namespace

std::string drawing(const Frame& frame) {
  return "<div class=\"fig\" id=\"fig\" tabindex=\"0\" role=\"group\" "
         "aria-label=\"Requests over time. Left and right arrows step through the stretches, plus "
         "and minus zoom, 0 shows all. The same numbers are in the table of stretches.\">\n" +
         latency_lane(frame) + failure_lane(frame) + code_lanes(frame) + axis(frame) +
         "<div id=\"cur\"></div><div id=\"sel\"></div></div>\n" + legend(frame) + caption(frame);
}

}  // namespace brunt::plot

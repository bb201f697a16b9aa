#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "plot/parts.h"

namespace brunt::plot {
namespace {

constexpr int height = 220;
constexpr int bins = 60;

/// A figure with labels at its left and foot and a drawing that stretches between them.
std::string figure(std::string_view title, std::string_view y_labels, std::string_view x_labels,
                   std::string_view marks) {
  return fmt::format(
      "<figure class=\"dist\"><figcaption>{}</figcaption><div class=\"box\" "
      "style=\"height:{}px\">{}"
      "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{}</svg>{}"
      "</div></figure>\n",
      title, height, y_labels, width_units, height, marks, x_labels);
}

std::string label(std::string_view side, double share, std::string_view text, bool odd = false) {
  return fmt::format("<i class=\"{}{}\" style=\"{}:{:.2f}%\">{}</i>", side, odd ? " odd" : "",
                     side == "y" ? "top" : "left", share * 100, text);
}

/// Shares of successes in bins that are even on the log scale.
std::array<double, bins> shares(const Frame& frame, const Series& of) {
  std::array<double, bins> out{};
  of.ok().each([&](std::uint64_t lowest, std::uint64_t highest, std::uint64_t count) {
    const std::uint64_t middle = lowest + (highest - lowest) / 2;
    const double value = static_cast<double>(middle) / 1e9;
    const auto bin =
        static_cast<std::size_t>(std::clamp((1 - frame.y(value)) * bins, 0.0, bins - 1.0));
    out[bin] += static_cast<double>(count) / static_cast<double>(of.ok().count());
  });
  return out;
}

std::string histogram(const Frame& frame) {
  double most = 0;
  for (const Series& of : frame.series)
    most = std::max(most, std::ranges::max(shares(frame, of)));
  std::string marks;
  std::string x_labels;
  int number = 0;
  for (const double step : log_steps(frame.low, frame.high)) {
    const double at = 1 - frame.y(step);
    marks += fmt::format("<path class=\"grid\" d=\"M{:.1f} 0V{}\"/>", at * width_units, height);
    x_labels += label("x", at, shown(step), number++ % 2 == 1);
  }
  for (std::size_t i = 0; i < frame.series.size() && most > 0; ++i) {
    std::string path = fmt::format("M0 {}", height);
    const auto found = shares(frame, frame.series[i]);
    for (std::size_t bin = 0; bin < bins; ++bin) {
      path += fmt::format("V{:.1f}H{:.1f}", height - (height - 4) * found[bin] / most,
                          static_cast<double>(bin + 1) * width_units / bins);
    }
    marks += fmt::format("<path class=\"rate good {}{}\" d=\"{}V{}\"/>", run_class(i),
                         frame.series.size() == 1 ? " filled" : "", path, height);
  }
  const std::string top = label("y", 4.0 / height, fmt::format("{:.1f}\u202f%", most * 100));
  return figure("How long successes took: share of each latency", top, x_labels, marks);
}

/// Latency against how rare it is: each step to the right is ten times rarer.
std::string spectrum(const Frame& frame) {
  std::uint64_t most = 10;
  for (const Series& of : frame.series)
    most = std::max(most, of.ok().count());
  const double decades = std::max(1.0, std::ceil(std::log10(static_cast<double>(most))));
  std::string marks;
  std::string y_labels;
  for (const double step : log_steps(frame.low, frame.high)) {
    y_labels += label("y", frame.y(step), shown(step));
    marks += fmt::format("<path class=\"grid\" d=\"M0 {:.1f}H{}\"/>", frame.y(step) * height,
                         width_units);
  }
  std::string x_labels;
  for (int nines = 0; nines <= static_cast<int>(decades); ++nines) {
    const std::string text =
        nines == 0   ? "0\u202f%"
        : nines == 1 ? "90\u202f%"
        : nines == 2 ? "99\u202f%"
                     : "99." + std::string(static_cast<std::size_t>(nines) - 2, '9') + "\u202f%";
    x_labels += label("x", nines / decades, text, nines % 2 == 1 && decades > 3);
  }
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    const load::Histogram& ok = frame.series[i].ok();
    if (ok.count() == 0) continue;
    const double end = std::log10(static_cast<double>(ok.count()));
    std::string path;
    for (int point = 0; point <= 200; ++point) {
      const double rarity = end * point / 200;
      path +=
          fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', rarity / decades * width_units,
                      frame.y(seconds(ok.quantile(1 - std::pow(10, -rarity)))) * height);
    }
    marks += fmt::format("<path class=\"line {}\" d=\"{}\"/>", run_class(i), path);
  }
  return figure("How slow the slowest were: latency that a share of successes kept within",
                y_labels, x_labels, marks);
}

}  // namespace

std::string distributions(const Frame& frame) {
  return "<div class=\"two\">" + histogram(frame) + spectrum(frame) + "</div>\n";
}

}  // namespace brunt::plot

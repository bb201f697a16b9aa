#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "analysis/ratio.h"
#include "report/numbers.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

struct Bucket {
  double from = 0, to = 0;  ///< seconds after the first request
  std::size_t good = 0, total = 0;
};

/// Buckets of ten requests, of a second at least, and no more than 150 of them.
std::vector<Bucket> buckets_of(const ReportModel& model) {
  const WallTime start = model.requests.front().sent;
  const double length = between(start, model.requests.back().sent);
  const auto n = static_cast<double>(model.requests.size());
  const double spacing = n > 1 ? length / (n - 1) : 1;
  const double width = std::max({1.0, 10 * spacing, length / 150});
  std::vector<Bucket> buckets;
  for (const impact::RequestMark& request : model.requests) {
    // A request due on the border belongs to the bucket it opens, whatever its last digit.
    const double at = std::max(0.0, between(start, request.sent));
    const auto index = static_cast<std::size_t>(std::floor(at / width + 1e-4));
    if (index >= buckets.size()) buckets.resize(index + 1);
    ++buckets[index].total;
    if (!request.failed) ++buckets[index].good;
  }
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    buckets[i].from = width * static_cast<double>(i);
    buckets[i].to = std::min(buckets[i].from + width, length + spacing);
  }
  return buckets;
}

void draw_ratio(Pen& pen, const ReportModel& model, double top, double height) {
  const auto y = [&](double ratio) { return top + height - 4 - ratio * (height - 12); };
  const double edge = pen.narrow() ? pen.total() : pen.left() - 6;
  pen.text(edge, y(1) + (pen.narrow() ? -2 : 6), "100\u202f%", "ax", Anchor::end);
  pen.text(edge, y(0) + (pen.narrow() ? -2 : 0), "0\u202f%", "ax", Anchor::end);
  pen.open_lane("success ratio");
  pen.horizontal(y(0), "grid");
  pen.horizontal(y(1), "grid");
  const WallTime start = model.requests.front().sent;
  std::string d;
  bool joined = false;
  for (const Bucket& bucket : buckets_of(model)) {
    if (bucket.total == 0) {  // nothing was sent: no line over the gap
      joined = false;
      continue;
    }
    const analysis::Range band = analysis::wilson({bucket.good, bucket.total});
    const double ratio = static_cast<double>(bucket.good) / static_cast<double>(bucket.total);
    const WallTime from = later(start, bucket.from);
    const WallTime to = later(start, bucket.to);
    pen.bar(from, to, y(band.high), y(band.low) - y(band.high), "wil",
            pen.wide()
                ? fmt::format("{}  {} of {} succeeded; 95\u202f% interval {}", clock(from),
                              bucket.good, bucket.total, percent_range({band.low, band.high}))
                : "");
    d += fmt::format("{}{} {}H{}", joined ? "L" : "M", coordinate(pen.x(from)),
                     coordinate(y(ratio)), coordinate(pen.x(to)));
    joined = true;
  }
  pen.path(d, "stp g");
  pen.close();
}

}  // namespace

Lane ratio_lane(const ReportModel& model, const Story& story, const Pen& pen) {
  (void)story;
  (void)pen;
  constexpr double height = 54;
  Lane lane{"Success ratio", "95\u202f% Wilson band", height, {}};
  lane.draw = [&model](Pen& on, double top) { draw_ratio(on, model, top, height); };
  return lane;
}

}  // namespace brunt::report

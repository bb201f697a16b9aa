#include "sandbox/platform/promql/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform::promql {

namespace {

/// Sorted, equal bounds added up, and counts that never fall: a scrape is no snapshot.
std::vector<Bucket> in_order(std::vector<Bucket> buckets) {
  std::ranges::sort(buckets, {}, &Bucket::upper);
  std::vector<Bucket> out;
  for (const Bucket& bucket : buckets) {
    if (!out.empty() && out.back().upper == bucket.upper) {
      out.back().count += bucket.count;
    } else {
      out.push_back(bucket);
    }
  }
  for (std::size_t i = 1; i < out.size(); ++i) {
    out[i].count = std::max(out[i].count, out[i - 1].count);
  }
  return out;
}

}  // namespace

double bucket_quantile(double q, std::vector<Bucket> buckets) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(q)) return nan;
  if (q < 0) return -infinity;
  if (q > 1) return infinity;
  buckets = in_order(std::move(buckets));
  if (buckets.size() < 2 || buckets.back().upper != infinity) return nan;
  const double observations = buckets.back().count;
  if (observations == 0) return nan;
  double rank = q * observations;
  const auto found =
      std::ranges::find_if(buckets.begin(), buckets.end() - 1,
                           [&](const Bucket& bucket) { return bucket.count >= rank; });
  const auto at = static_cast<std::size_t>(found - buckets.begin());
  if (at == buckets.size() - 1) return buckets[at - 1].upper;
  if (at == 0 && buckets[0].upper <= 0) return buckets[0].upper;
  double start = 0;
  double count = buckets[at].count;
  if (at > 0) {
    start = buckets[at - 1].upper;
    count -= buckets[at - 1].count;
    rank -= buckets[at - 1].count;
  }
  return start + (buckets[at].upper - start) * (rank / count);
}

Vector histogram_quantile(Arguments arguments) {
  std::map<Labels, std::vector<Bucket>> histograms;
  for (Element& element : arguments.vector) {
    const auto bound = element.labels.find("le");
    if (bound == element.labels.end()) continue;
    const auto upper = parse_number(bound->second);
    if (!upper) continue;
    element.labels.erase(bound);
    element.labels.erase(metric_name);
    histograms[std::move(element.labels)].push_back({*upper, element.value});
  }
  Vector out;
  for (auto& [labels, buckets] : histograms) {
    out.push_back({labels, bucket_quantile(arguments.numbers.front(), std::move(buckets)), 0});
  }
  return out;
}

}  // namespace brunt::sandbox::platform::promql

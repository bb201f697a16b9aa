#pragma once

#include <vector>

#include "sandbox/platform/promql/function.h"

namespace brunt::sandbox::platform::promql {

/// One bucket of a histogram: how many observations were at most `upper`.
struct Bucket {
  double upper = 0;
  double count = 0;
};

/// The `q` quantile by linear interpolation within its bucket; NaN without a +Inf bucket or
/// observations, -Inf and +Inf for a `q` below 0 and above 1.
/// Source: Prometheus, promql/quantile.go, bucketQuantile.
double bucket_quantile(double q, std::vector<Bucket> buckets);

/// histogram_quantile(): groups `le` series by their other labels.
Vector histogram_quantile(Arguments arguments);

}  // namespace brunt::sandbox::platform::promql

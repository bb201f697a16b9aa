#pragma once

#include <cstdint>
#include <optional>

#include "analysis/ratio.h"
#include "base/time.h"

namespace brunt::analysis {

/// A moment known only to lie in [earliest, latest], nanoseconds since the epoch.
struct Moment {
  std::int64_t earliest_ns = 0, latest_ns = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};

/// What lies from `earliest` to `latest`.
inline Moment moment(WallTime earliest, WallTime latest) {
  return {earliest.time_since_epoch().count(), latest.time_since_epoch().count()};
}

/// What is known exactly.
inline Moment moment(WallTime at) {
  return moment(at, at);
}

/// Seconds from `from` to `to`: the least and the most it can have been. Neither is below 0 when
/// `to` is known to follow `from`.
Range elapsed(const Moment& from, const Moment& to, bool follows = true);

/// From the fault to the first request it hurt, u - f0.
Range time_to_impact(const Moment& fault, const Moment& impact);

/// From the fault to the first request that was served again, r - f0.
Range time_to_recover(const Moment& fault, const Moment& recovered);

/// From the first hurt request to a detector's first signal.
Range time_to_detect(const Moment& impact, const Moment& signal);

/// Time that was left when the detector spoke, r - u - time to detect; below 0 when it spoke after
/// all was over. Source of these four: report.md C.5, "Times".
Range detection_margin(const Moment& recovered, const Moment& signal);

}  // namespace brunt::analysis

#pragma once

#include <string_view>

#include "sandbox/platform/sky/instant.h"

namespace brunt::sandbox::platform::sky {

/// Apparent place of the sun, good to 0.01 degrees. Source: Meeus, chapter 25, lower accuracy.
Position sun(const Instant& when);

/// Apparent place of the moon, good to 10 arc seconds. Source: Meeus, chapter 47.
Position moon(const Instant& when);

struct Phase {
  double illumination = 0;  ///< lit part of the disc, 0 to 1
  double elongation = 0;  ///< how far the moon is ahead of the sun in longitude, degrees, 0 to 360
  std::string_view name;  ///< "new moon", "waxing crescent", "first quarter", ... eight words
};

/// Source: Meeus, chapter 48. A principal phase keeps its name within six degrees, half a day.
Phase moon_phase(const Instant& when);

}  // namespace brunt::sandbox::platform::sky

#pragma once

#include <chrono>
#include <optional>

#include "base/time.h"
#include "sandbox/platform/sky/bodies.h"

namespace brunt::sandbox::platform::sky {

/// A place on the ground, degrees: north and east are positive.
struct Place {
  double latitude = 0, longitude = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// What a body does in one UTC day over one place. Absent: it does not happen on that day.
struct Passage {
  std::optional<WallTime> rise, transit, set;
  bool always_up = false, always_down = false;  ///< without rise and set: where it stays

  friend bool operator==(const Passage&, const Passage&) = default;
};

/// Sunrise and sunset are when the upper limb stands on the horizon, refraction included.
inline constexpr double sunrise_degrees = -0.8333;
inline constexpr double civil_twilight_degrees = -6.0;

/// Passages through `altitude_degrees` of the sun's centre. Found by scanning the altitude every
/// ten minutes and halving, so that polar days, and days that lack one of the events, need no case
/// of their own. Two crossings within ten minutes of each other (a sun grazing a polar horizon) are
/// seen as none. Good to a minute where the sun does not graze. Source: Meeus, chapters 13, 15, 25.
Passage sun_day(std::chrono::sys_days day, const Place& place,
                double altitude_degrees = sunrise_degrees);

/// Moonrise and moonset: upper limb, refraction, parallax. Source: Meeus, chapters 15, 47.
Passage moon_day(std::chrono::sys_days day, const Place& place);

}  // namespace brunt::sandbox::platform::sky

#include "sandbox/platform/sky/day.h"

#include <cmath>

namespace brunt::sandbox::platform::sky {

namespace {

using std::chrono::minutes;
using std::chrono::sys_days;

constexpr minutes scan_step{10};

/// How high a body stands above the limit that counts as its rising, and its hour angle; radians.
struct Sight {
  double above = 0;
  double hour_angle = 0;  ///< -pi to pi, 0 on the meridian
};

Sight look(const Position& body, const Instant& when, const Place& place, double limit) {
  const double latitude = place.latitude * radian;
  const double hour_angle = std::remainder(
      sidereal_time(when) + place.longitude * radian - body.right_ascension, 2 * std::numbers::pi);
  const double altitude =
      std::asin(std::sin(latitude) * std::sin(body.declination) +
                std::cos(latitude) * std::cos(body.declination) * std::cos(hour_angle));
  return {altitude - limit, hour_angle};
}

/// The instant within [from, to) where `value` leaves its sign, to the second.
template <class Value>
WallTime halve(WallTime from, WallTime to, const Value& value) {
  const bool before = value(from) < 0;
  while (to - from > std::chrono::seconds(1)) {
    const WallTime middle = from + (to - from) / 2;
    ((value(middle) < 0) == before ? from : to) = middle;
  }
  return to;
}

template <class See>
Passage passage(sys_days day, const See& see) {
  Passage out;
  const auto above = [&](WallTime at) { return see(at).above; };
  const auto hour_angle = [&](WallTime at) { return see(at).hour_angle; };
  const WallTime first = day;
  const WallTime end = first + std::chrono::days(1);
  Sight before = see(first);
  for (WallTime at = first; at < end; at += scan_step) {
    const Sight after = see(at + scan_step);
    if (before.above < 0 && after.above >= 0 && !out.rise) {
      out.rise = halve(at, at + scan_step, above);
    }
    if (before.above >= 0 && after.above < 0 && !out.set) {
      out.set = halve(at, at + scan_step, above);
    }
    if (before.hour_angle < 0 && after.hour_angle >= 0 && after.hour_angle < 1 && !out.transit) {
      out.transit = halve(at, at + scan_step, hour_angle);
    }
    before = after;
  }
  const bool stays = !out.rise && !out.set;
  out.always_up = stays && before.above >= 0;
  out.always_down = stays && before.above < 0;
  return out;
}

}  // namespace

Passage sun_day(sys_days day, const Place& place, double altitude_degrees) {
  return passage(day, [&](WallTime at) {
    const Instant when = Instant::at(at);
    return look(sun(when), when, place, altitude_degrees * radian);
  });
}

Passage moon_day(sys_days day, const Place& place) {
  return passage(day, [&](WallTime at) {
    const Instant when = Instant::at(at);
    const Position body = moon(when);
    const double parallax = std::asin(6378.14 / body.distance_km);
    return look(body, when, place, 0.7275 * parallax - 0.5667 * radian);
  });
}

}  // namespace brunt::sandbox::platform::sky

#pragma once

#include <numbers>

#include "base/time.h"

namespace brunt::sandbox::platform::sky {

inline constexpr double radian = std::numbers::pi / 180.0;  ///< one degree

/// An instant as the formulas want it. Good to about a second between 1900 and 2100.
struct Instant {
  double days_ut = 0;       ///< days since 2000-01-01T12:00 universal time
  double centuries_tt = 0;  ///< Julian centuries since then, dynamical time

  static Instant at(WallTime when);
};

/// Where a body stands among the stars, geocentric, of the date.
struct Position {
  double right_ascension = 0, declination = 0;  ///< radians
  double longitude = 0;                         ///< ecliptic, radians, 0 to 2 pi
  double distance_km = 0;
};

/// Nutation in longitude and the obliquity that goes with it, radians.
/// Source: Meeus, chapter 22, the short series (0.5 arc seconds).
struct Nutation {
  double longitude = 0, obliquity = 0;

  static Nutation at(const Instant& when);
};

/// Apparent sidereal time at Greenwich, radians, 0 to 2 pi. Source: Meeus, chapter 12.
double sidereal_time(const Instant& when);

/// `angle` brought into 0 to 2 pi.
double turn(double angle);

/// Equatorial position from ecliptic `longitude` and `latitude` (radians). Source: Meeus,
/// chapter 13.
Position from_ecliptic(double longitude, double latitude, double distance_km,
                       const Nutation& nutation);

}  // namespace brunt::sandbox::platform::sky

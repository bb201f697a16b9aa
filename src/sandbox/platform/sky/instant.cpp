#include "sandbox/platform/sky/instant.h"

#include <chrono>
#include <cmath>

namespace brunt::sandbox::platform::sky {

namespace {

/// Dynamical minus universal time, seconds. Source: Espenak and Meeus, NASA TP-2006-214141, the
/// polynomials of 1986-2005 and 2005-2050; around them their long parabola. An error of ten seconds
/// moves the moon by a hundredth of its own diameter.
double delta_t(double years_since_2000) {
  const double t = years_since_2000;
  if (t >= 5 && t <= 50) return 62.92 + 0.32217 * t + 0.005589 * t * t;
  if (t >= -14 && t < 5) {
    return 63.86 + t * (0.3345 + t * (-0.060374 + t * (0.0017275 + t * 0.000651814)));
  }
  const double u = (t + 180) / 100;
  return t > 50 ? -20 + 32 * u * u - 0.5628 * (150 - t) : -20 + 32 * u * u - 0.5 * (100 + t);
}

}  // namespace

Instant Instant::at(WallTime when) {
  using std::chrono::sys_days;
  using namespace std::chrono_literals;
  constexpr WallTime epoch = sys_days{std::chrono::year{2000} / 1 / 1} + 12h;
  Instant out;
  out.days_ut = seconds(when - epoch) / 86'400.0;
  out.centuries_tt = (out.days_ut + delta_t(out.days_ut / 365.25) / 86'400.0) / 36'525.0;
  return out;
}

Nutation Nutation::at(const Instant& when) {
  const double t = when.centuries_tt;
  const double node = (125.04452 - 1934.136261 * t) * radian;
  const double sun = (280.4665 + 36000.7698 * t) * radian;
  const double moon = (218.3165 + 481267.8813 * t) * radian;
  const double second = radian / 3600.0;
  Nutation out;
  out.longitude = second * (-17.20 * std::sin(node) - 1.32 * std::sin(2 * sun) -
                            0.23 * std::sin(2 * moon) + 0.21 * std::sin(2 * node));
  const double mean = 84381.448 - t * (46.8150 + t * (0.00059 - t * 0.001813));
  out.obliquity = second * (mean + 9.20 * std::cos(node) + 0.57 * std::cos(2 * sun) +
                            0.10 * std::cos(2 * moon) - 0.09 * std::cos(2 * node));
  return out;
}

double sidereal_time(const Instant& when) {
  const double t = when.days_ut / 36'525.0;
  const double mean = 280.46061837 + 360.98564736629 * when.days_ut + 0.000387933 * t * t;
  const Nutation nutation = Nutation::at(when);
  return turn(mean * radian + nutation.longitude * std::cos(nutation.obliquity));
}

double turn(double angle) {
  const double out = std::fmod(angle, 2 * std::numbers::pi);
  return out < 0 ? out + 2 * std::numbers::pi : out;
}

Position from_ecliptic(double longitude, double latitude, double distance_km,
                       const Nutation& nutation) {
  const double e = nutation.obliquity;
  Position out;
  out.longitude = turn(longitude);
  out.distance_km = distance_km;
  out.right_ascension = turn(std::atan2(
      std::sin(longitude) * std::cos(e) - std::tan(latitude) * std::sin(e), std::cos(longitude)));
  out.declination = std::asin(std::sin(latitude) * std::cos(e) +
                              std::cos(latitude) * std::sin(e) * std::sin(longitude));
  return out;
}

}  // namespace brunt::sandbox::platform::sky

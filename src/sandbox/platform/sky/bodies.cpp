#include "sandbox/platform/sky/bodies.h"

#include <array>
#include <cmath>

#include "sandbox/platform/sky/moon_terms.h"

namespace brunt::sandbox::platform::sky {

namespace {

constexpr double astronomical_unit_km = 149'597'870.7;

/// The angles that the moon's terms are made of, radians. Source: Meeus 47.1 to 47.6.
struct Arguments {
  double mean_longitude, elongation, sun_anomaly, moon_anomaly, latitude, eccentricity;
  double venus, jupiter, flattening;  ///< A1, A2, A3
};

Arguments arguments(double t) {
  Arguments a{};
  a.mean_longitude =
      radian * (218.3164477 +
                t * (481267.88123421 + t * (-0.0015786 + t * (1 / 538841.0 - t / 65194000.0))));
  a.elongation =
      radian * (297.8501921 +
                t * (445267.1114034 + t * (-0.0018819 + t * (1 / 545868.0 - t / 113065000.0))));
  a.sun_anomaly = radian * (357.5291092 + t * (35999.0502909 + t * (-0.0001536 + t / 24490000.0)));
  a.moon_anomaly =
      radian *
      (134.9633964 + t * (477198.8675055 + t * (0.0087414 + t * (1 / 69699.0 - t / 14712000.0))));
  a.latitude =
      radian * (93.2720950 +
                t * (483202.0175233 + t * (-0.0036539 + t * (-1 / 3526000.0 + t / 863310000.0))));
  a.eccentricity = 1 - t * (0.002516 + t * 0.0000074);
  a.venus = radian * (119.75 + 131.849 * t);
  a.jupiter = radian * (53.09 + 479264.290 * t);
  a.flattening = radian * (313.45 + 481266.484 * t);
  return a;
}

/// The angle of a term, and by how much the shrinking orbit of the earth weakens it.
template <class Term>
std::pair<double, double> angle_and_weight(const Term& term, const Arguments& a) {
  const double angle = term.d * a.elongation + term.m * a.sun_anomaly + term.m1 * a.moon_anomaly +
                       term.f * a.latitude;
  const int order = term.m < 0 ? -term.m : term.m;
  return {angle, std::pow(a.eccentricity, order)};
}

}  // namespace

Position sun(const Instant& when) {
  const double t = when.centuries_tt;
  const double mean = 280.46646 + t * (36000.76983 + t * 0.0003032);
  const double anomaly = radian * (357.52911 + t * (35999.05029 - t * 0.0001537));
  const double eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
  const double centre = (1.914602 - t * (0.004817 + t * 0.000014)) * std::sin(anomaly) +
                        (0.019993 - t * 0.000101) * std::sin(2 * anomaly) +
                        0.000289 * std::sin(3 * anomaly);
  const double distance = 1.000001018 * (1 - eccentricity * eccentricity) /
                          (1 + eccentricity * std::cos(anomaly + centre * radian));
  const Nutation nutation = Nutation::at(when);
  const double aberration = -0.005691611 / distance;
  return from_ecliptic((mean + centre + aberration) * radian + nutation.longitude, 0,
                       distance * astronomical_unit_km, nutation);
}

Position moon(const Instant& when) {
  const Arguments a = arguments(when.centuries_tt);
  double longitude = 3958 * std::sin(a.venus) + 1962 * std::sin(a.mean_longitude - a.latitude) +
                     318 * std::sin(a.jupiter);
  double latitude = -2235 * std::sin(a.mean_longitude) + 382 * std::sin(a.flattening) +
                    175 * std::sin(a.venus - a.latitude) + 175 * std::sin(a.venus + a.latitude) +
                    127 * std::sin(a.mean_longitude - a.moon_anomaly) -
                    115 * std::sin(a.mean_longitude + a.moon_anomaly);
  double distance = 0;
  for (const LongitudeTerm& term : longitude_terms) {
    const auto [angle, weight] = angle_and_weight(term, a);
    longitude += weight * term.longitude * std::sin(angle);
    distance += weight * term.distance * std::cos(angle);
  }
  for (const LatitudeTerm& term : latitude_terms) {
    const auto [angle, weight] = angle_and_weight(term, a);
    latitude += weight * term.latitude * std::sin(angle);
  }
  const Nutation nutation = Nutation::at(when);
  return from_ecliptic(a.mean_longitude + longitude * 1e-6 * radian + nutation.longitude,
                       latitude * 1e-6 * radian, 385'000.56 + distance / 1000, nutation);
}

Phase moon_phase(const Instant& when) {
  static constexpr std::array<std::string_view, 4> principal{"new moon", "first quarter",
                                                             "full moon", "last quarter"};
  static constexpr std::array<std::string_view, 4> between{"waxing crescent", "waxing gibbous",
                                                           "waning gibbous", "waning crescent"};
  const Position s = sun(when);
  const Position m = moon(when);
  const double cos_apart = std::sin(s.declination) * std::sin(m.declination) +
                           std::cos(s.declination) * std::cos(m.declination) *
                               std::cos(s.right_ascension - m.right_ascension);
  const double apart = std::acos(cos_apart);
  const double angle =
      std::atan2(s.distance_km * std::sin(apart), m.distance_km - s.distance_km * cos_apart);
  Phase out;
  out.illumination = (1 + std::cos(angle)) / 2;
  out.elongation = turn(m.longitude - s.longitude) / radian;
  const auto nearest = static_cast<std::size_t>(std::lround(out.elongation / 90)) % 4;
  const double off = std::abs(std::remainder(out.elongation, 90));
  out.name =
      off <= 6 ? principal[nearest] : between[static_cast<std::size_t>(out.elongation / 90) % 4];
  return out;
}

}  // namespace brunt::sandbox::platform::sky

#include "sandbox/platform/sky/cities.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace brunt::sandbox::platform::sky {

namespace {

// clang-format off
constexpr std::array cities{
    City{"Amsterdam", {52.3702, 4.8952}},      City{"Athens", {37.9838, 23.7275}},
    City{"Auckland", {-36.8485, 174.7633}},    City{"Bangkok", {13.7563, 100.5018}},
    City{"Beijing", {39.9042, 116.4074}},      City{"Berlin", {52.5200, 13.4050}},
    City{"Bogota", {4.7110, -74.0721}},        City{"Buenos Aires", {-34.6037, -58.3816}},
    City{"Cairo", {30.0444, 31.2357}},         City{"Cape Town", {-33.9249, 18.4241}},
    City{"Chicago", {41.8781, -87.6298}},      City{"Delhi", {28.6139, 77.2090}},
    City{"Dublin", {53.3498, -6.2603}},        City{"Helsinki", {60.1699, 24.9384}},
    City{"Hong Kong", {22.3193, 114.1694}},    City{"Honolulu", {21.3069, -157.8583}},
    City{"Istanbul", {41.0082, 28.9784}},      City{"Jakarta", {-6.2088, 106.8456}},
    City{"Johannesburg", {-26.2041, 28.0473}}, City{"Lagos", {6.5244, 3.3792}},
    City{"Lima", {-12.0464, -77.0428}},        City{"Lisbon", {38.7223, -9.1393}},
    City{"London", {51.5074, -0.1278}},        City{"Los Angeles", {34.0522, -118.2437}},
    City{"Madrid", {40.4168, -3.7038}},        City{"Melbourne", {-37.8136, 144.9631}},
    City{"Mexico City", {19.4326, -99.1332}},  City{"Moscow", {55.7558, 37.6173}},
    City{"Mumbai", {19.0760, 72.8777}},        City{"Nairobi", {-1.2921, 36.8219}},
    City{"New York", {40.7128, -74.0060}},     City{"Oslo", {59.9139, 10.7522}},
    City{"Paris", {48.8566, 2.3522}},          City{"Reykjavik", {64.1466, -21.9426}},
    City{"Rome", {41.9028, 12.4964}},          City{"San Francisco", {37.7749, -122.4194}},
    City{"Santiago", {-33.4489, -70.6693}},    City{"Sao Paulo", {-23.5505, -46.6333}},
    City{"Seoul", {37.5665, 126.9780}},        City{"Singapore", {1.3521, 103.8198}},
    City{"Stockholm", {59.3293, 18.0686}},     City{"Sydney", {-33.8688, 151.2093}},
    City{"Tokyo", {35.6762, 139.6503}},        City{"Toronto", {43.6532, -79.3832}},
    City{"Tromso", {69.6492, 18.9553}},        City{"Vancouver", {49.2827, -123.1207}},
    City{"Vienna", {48.2082, 16.3738}},        City{"Zurich", {47.3769, 8.5417}},
};
// clang-format on

}  // namespace

std::optional<City> find_city(std::string_view name) {
  const std::string wanted = lower(trim(name));
  const auto found =
      std::ranges::find_if(cities, [&](const City& city) { return lower(city.name) == wanted; });
  if (found == cities.end()) return std::nullopt;
  return *found;
}

std::vector<std::string> city_names() {
  std::vector<std::string> out;
  out.reserve(cities.size());
  for (const City& city : cities)
    out.emplace_back(city.name);
  return out;
}

}  // namespace brunt::sandbox::platform::sky

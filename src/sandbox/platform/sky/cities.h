#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/platform/sky/day.h"

namespace brunt::sandbox::platform::sky {

struct City {
  std::string_view name;
  Place place;
};

/// The city of that name; case, and blanks around it, do not matter.
std::optional<City> find_city(std::string_view name);

/// Names of all cities that are known, in alphabetical order.
std::vector<std::string> city_names();

}  // namespace brunt::sandbox::platform::sky

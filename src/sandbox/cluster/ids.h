#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::sandbox::cluster {

/// Names and unique ids, from one seed.
class Ids {
 public:
  explicit Ids(std::uint64_t seed) : random_(seed) {}

  /// Random, version 4. Source: RFC 9562.
  std::string uid();
  /// `n` characters of the set that Kubernetes uses for generated names (no vowels, no 0 1 3).
  std::string suffix(std::size_t n = 5);

 private:
  std::mt19937_64 random_;
};

/// `pod-template-hash` of a pod template: ten characters, the same for the same template.
std::string template_hash(const Json& pod_template);

}  // namespace brunt::sandbox::cluster

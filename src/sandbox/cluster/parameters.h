#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::cluster {

/// Everything that shapes the sandbox's behaviour. Shown by `status`, the API and every journal.
struct Parameters {
  std::string profile = "seed";
  std::chrono::milliseconds start_delay{13500};  ///< of a function pod, stands for the image pull
  std::string while_none_ready = "blackhole";    ///< or "refuse"
  std::chrono::milliseconds upstream_timeout{30000};  ///< gateway to function
  std::chrono::seconds grace{30};                     ///< between SIGTERM and SIGKILL
  std::chrono::milliseconds scrape_interval{5000};
  int replicas = 1;
  Json function_delay;  ///< how long the function takes, as its part's `delay_ms`

  friend bool operator==(const Parameters&, const Parameters&) = default;
};

/// Errors: `invalid_input`, naming the profiles there are.
Result<Parameters> profile(std::string_view name);

Json to_json(const Parameters& parameters);
Result<Parameters> parameters_of(const Json& value);

/// In what the emulated cluster is known to differ from the one that the seed ran on.
const std::vector<std::string>& differences();

}  // namespace brunt::sandbox::cluster

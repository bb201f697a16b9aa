#pragma once

#include <memory>
#include <vector>

#include "net/http_client.h"
#include "provider/provider.h"

namespace brunt::drivers::http {

/// Which answers are read as JSON, by their Content-Type: that which is `application/json` to the
/// letter, as in the reference, or in any spelling and with parameters. Source: quirk Q19.
enum class JsonBy { letter, meaning };

/// The provider type "http": one request, its whole answer as output. Any status is a success; what
/// is none (no connection, no answer in time) is a failed Outcome.
/// Source: experiment format section 2.2, with the fixes Q6 and Q20.
std::unique_ptr<provider::Provider> make_http_provider(std::vector<net::Resolve> resolve,
                                                       JsonBy json_by = JsonBy::letter);

}  // namespace brunt::drivers::http

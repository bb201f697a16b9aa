#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "drivers/kubernetes/client.h"
#include "provider/provider.h"

namespace brunt::drivers::kubernetes {

/// What the functions of this room are given, beside their arguments.
struct Context {
  const Client& client;
  const Limits& limits;
};

std::string namespace_path(const std::string& ns);
std::string pod_path(const std::string& ns, const std::string& name);
std::string pod_name(const Json& pod);

/// All pods of `ns` that `selector` ("" = all) lets through, in the server's order.
Result<std::vector<Json>> list_pods(const Context& context, const std::string& ns,
                                    const std::string& selector);

/// The text at `key`; "" for null. Errors: `invalid_input` when it is no text.
Result<std::string> text_argument(const Json& arguments, const std::string& key);
/// Python's truth.
bool flag_argument(const Json& arguments, const std::string& key);
/// Checks that each of `keys` is a text or null.
Result<> check_texts(const Json& arguments, const std::vector<std::string>& keys);

// The functions.
Result<provider::Outcome> count_pods(const Json& arguments, const Context& context);
Result<> check_terminate_pods(const Json& arguments);
Result<provider::Outcome> terminate_pods(const Json& arguments, const Context& context);
Result<> check_read_pod_logs(const Json& arguments);
Result<provider::Outcome> read_pod_logs(const Json& arguments, const Context& context);

/// The failed Outcome that an unreachable or refusing API makes.
provider::Outcome failed_outcome(const Error& error);

}  // namespace brunt::drivers::kubernetes

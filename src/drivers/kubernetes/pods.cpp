#include "drivers/kubernetes/pods.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "net/http_types.h"

namespace brunt::drivers::kubernetes {
namespace {

constexpr const char* page_size = "500";  // as kubectl asks

std::unexpected<Error> not_a_text(const std::string& key, const Json& found) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}: found {}, expected a text", key, printable(to_text(found))),
            {}});
}

}  // namespace

std::string namespace_path(const std::string& ns) {
  return "/api/v1/namespaces/" + net::percent_encode(ns);
}

std::string pod_path(const std::string& ns, const std::string& name) {
  return namespace_path(ns) + "/pods/" + net::percent_encode(name);
}

std::string pod_name(const Json& pod) {
  const Json* metadata = find(pod, "metadata");
  return metadata == nullptr ? "" : string_or(*metadata, "name");
}

Result<std::vector<Json>> list_pods(const Context& context, const std::string& ns,
                                    const std::string& selector) {
  std::vector<Json> pods;
  std::string token;
  do {
    Query query;
    if (!selector.empty()) query.emplace_back("labelSelector", selector);
    query.emplace_back("limit", page_size);
    if (!token.empty()) query.emplace_back("continue", token);
    const Json page = BRUNT_TRY(
        context.client.json("GET", namespace_path(ns) + "/pods", query, {}, context.limits));
    if (const Json* items = find(page, "items"); items != nullptr && items->is_array()) {
      pods.insert(pods.end(), items->begin(), items->end());
    }
    const Json* metadata = find(page, "metadata");
    token = metadata == nullptr ? "" : string_or(*metadata, "continue");
  } while (!token.empty());
  return pods;
}

Result<std::string> text_argument(const Json& arguments, const std::string& key) {
  const Json* value = find(arguments, key);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return not_a_text(key, *value);
  return value->get<std::string>();
}

bool flag_argument(const Json& arguments, const std::string& key) {
  const Json* value = find(arguments, key);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_number()) return value->get<double>() != 0;
  return !value->empty() && *value != Json("");
}

Result<> check_texts(const Json& arguments, const std::vector<std::string>& keys) {
  for (const auto& key : keys)
    BRUNT_TRY(text_argument(arguments, key));
  return {};
}

provider::Outcome failed_outcome(const Error& error) {
  provider::Outcome outcome;
  outcome.succeeded = false;
  const bool has_class = error.what.starts_with("kubernetes.client.");
  const std::string place = error.context.empty() ? "" : error.context + ": ";
  outcome.failure =
      has_class ? error.what : "chaoslib.exceptions.ActivityFailed: " + place + error.what;
  outcome.summary = has_class ? "refused" : "no answer";
  outcome.detail = has_class ? error.what.substr(error.what.find(": ") + 2) : place + error.what;
  return outcome;
}

Result<provider::Outcome> count_pods(const Json& arguments, const Context& context) {
  const std::string ns = BRUNT_TRY(text_argument(arguments, "ns"));
  const std::string selector = BRUNT_TRY(text_argument(arguments, "label_selector"));
  const std::string phase = BRUNT_TRY(text_argument(arguments, "phase"));
  const auto pods = BRUNT_TRY(list_pods(context, ns, selector));
  const auto count = std::count_if(pods.begin(), pods.end(), [&](const Json& pod) {
    const Json* status = find(pod, "status");
    return phase.empty() || (status != nullptr && string_or(*status, "phase") == phase);
  });
  provider::Outcome outcome;
  outcome.output = count;
  outcome.summary = fmt::format("{}", count);
  return outcome;
}

}  // namespace brunt::drivers::kubernetes

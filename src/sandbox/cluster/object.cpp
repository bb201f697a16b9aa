#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {

const Json& labels_of(const Json& object) {
  static const Json none = Json::object();
  const Json* labels = at(object, "metadata", "labels");
  return labels != nullptr && labels->is_object() ? *labels : none;
}

std::string controller_of(const Json& object) {
  const Json* owners = at(object, "metadata", "ownerReferences");
  if (owners == nullptr || !owners->is_array()) return "";
  for (const Json& owner : *owners)
    if (owner.value("controller", false)) return string_or(owner, "uid");
  return "";
}

bool terminating(const Json& object) {
  return at(object, "metadata", "deletionTimestamp") != nullptr;
}

bool ready(const Json& object) {
  const Json* conditions = at(object, "status", "conditions");
  if (conditions == nullptr) return false;
  for (const Json& condition : *conditions)
    if (string_or(condition, "type") == "Ready") return string_or(condition, "status") == "True";
  return false;
}

nlohmann::json canonical(const Json& value) {
  nlohmann::json out = value;
  const auto prune = [](const auto& self, nlohmann::json& at) -> void {
    if (!at.is_structured()) return;
    for (nlohmann::json& each : at)
      self(self, each);
    if (!at.is_object()) return;
    for (auto each = at.begin(); each != at.end();)
      each = each->is_null() || (each->is_structured() && each->empty()) ? at.erase(each) : ++each;
  };
  prune(prune, out);
  return out;
}

std::string api_time(WallTime at) {
  return rfc3339(at, 0);
}

}  // namespace brunt::sandbox::cluster

#include "sandbox/cluster/patch.h"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::sandbox::cluster {
namespace {

/// By which key the objects of a list are told apart; "" = the list is replaced as a whole.
std::string merge_key(std::string_view list, const Json& items) {
  static const std::map<std::string, std::string, std::less<>> keys{
      {"containers", "name"},        {"initContainers", "name"},
      {"volumes", "name"},           {"env", "name"},
      {"volumeMounts", "mountPath"}, {"conditions", "type"},
      {"ownerReferences", "uid"},    {"taints", "key"},
      {"imagePullSecrets", "name"},  {"addresses", "type"}};
  if (list == "ports" && !items.empty() && items[0].is_object())
    return items[0].contains("containerPort") ? "containerPort" : "port";
  const auto found = keys.find(list);
  return found == keys.end() ? "" : found->second;
}

void merge_object(Json& target, const Json& patch);

void merge_list(Json& target, const Json& patch, const std::string& key) {
  if (!target.is_array()) target = Json::array();
  for (const Json& each : patch) {
    if (string_or(each, "$patch") == "replace") {
      target = Json::array();
      for (const Json& other : patch)
        if (!other.contains("$patch")) target.push_back(other);
      return;
    }
    const Json* id = find(each, key);
    const auto same = std::find_if(target.begin(), target.end(), [&](const Json& have) {
      const Json* other = find(have, key);
      return other != nullptr && id != nullptr && *other == *id;
    });
    if (string_or(each, "$patch") == "delete") {
      if (same != target.end()) target.erase(same);
    } else if (same != target.end()) {
      merge_object(*same, each);
    } else {
      target.push_back(Json::object());
      merge_object(target.back(), each);
    }
  }
}

void remove_from_list(Json& target, const std::string& list, const Json& values) {
  const auto found = target.find(list);
  if (found == target.end() || !found->is_array()) return;
  Json kept = Json::array();
  for (const Json& each : *found)
    if (std::find(values.begin(), values.end(), each) == values.end()) kept.push_back(each);
  *found = std::move(kept);
}

void merge_object(Json& target, const Json& patch) {
  if (!target.is_object()) target = Json::object();
  if (string_or(patch, "$patch") == "replace") target = Json::object();
  for (const auto& [key, value] : patch.items()) {
    constexpr std::string_view removal = "$deleteFromPrimitiveList/";
    if (key.starts_with(removal)) {
      remove_from_list(target, key.substr(removal.size()), value);
    } else if (key.starts_with("$")) {
      continue;  // $setElementOrder, $retainKeys: order only, and no union types here
    } else if (value.is_null()) {
      target.erase(key);
    } else if (value.is_object()) {
      if (string_or(value, "$patch") == "delete")
        target.erase(key);
      else
        merge_object(target[key], value);
    } else if (const std::string by = value.is_array() ? merge_key(key, value) : ""; !by.empty()) {
      merge_list(target[key], value, by);
    } else {
      target[key] = value;
    }
  }
}

}  // namespace

Result<Json> apply_patch(const Json& target, const Json& patch, std::string_view content_type) {
  const std::string type(trim(content_type.substr(0, content_type.find(';'))));
  const bool list = type == "application/json-patch+json";
  if (!list && type != "application/merge-patch+json" &&
      type != "application/strategic-merge-patch+json")
    return std::unexpected(
        Error{Errc::not_found,
              fmt::format(
                  "the body of the request was in an unknown format \"{}\" - accepted media types "
                  "include: application/json-patch+json, application/merge-patch+json, "
                  "application/strategic-merge-patch+json",
                  type),
              ""});
  if (list != patch.is_array())
    return std::unexpected(Error{
        Errc::invalid_input, "the patch is no JSON of the kind that its content type names", ""});
  try {
    if (list) return target.patch(patch);
  } catch (const Json::exception& e) {
    return std::unexpected(Error{Errc::invalid_input, e.what(), ""});
  }
  Json out = target;
  if (type == "application/merge-patch+json")
    out.merge_patch(patch);
  else
    merge_object(out, patch);
  return out;
}

}  // namespace brunt::sandbox::cluster

#include "sandbox/platform/functions.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace brunt::sandbox::platform {

namespace {

Error wrong(std::string what) {
  return {Errc::invalid_input, std::move(what), ""};
}

Result<int> count(const Json& function, std::string_view key) {
  const Json* value = find(function, key);
  if (value == nullptr || value->is_null()) return 0;
  if (!value->is_number_integer() || *value < 0) {
    return std::unexpected(wrong(fmt::format("'{}' is {}, not a count", key, to_text(*value))));
  }
  return value->get<int>();
}

Result<FunctionState> read_function(const Json& json) {
  FunctionState out;
  out.name = string_or(json, "name");
  if (out.name.empty()) return std::unexpected(wrong("a function has no 'name'"));
  out.ns = string_or(json, "namespace", out.ns);
  out.image = string_or(json, "image");
  out.created_at = string_or(json, "createdAt");
  out.replicas = BRUNT_TRY(count(json, "replicas"), out.name);
  out.available = BRUNT_TRY(count(json, "availableReplicas"), out.name);
  if (const Json* labels = find(json, "labels"); labels != nullptr && labels->is_object()) {
    for (const auto& [key, value] : labels->items()) {
      if (value.is_string()) out.labels[key] = value.get<std::string>();
    }
  }
  if (const Json* endpoints = find(json, "endpoints"); endpoints != nullptr) {
    for (const Json& endpoint : *endpoints) {
      if (!endpoint.is_string()) {
        return std::unexpected(
            wrong(fmt::format("{}: endpoint {} is no text", out.name, to_text(endpoint))));
      }
      out.endpoints.push_back(endpoint.get<std::string>());
    }
  }
  return out;
}

}  // namespace

Result<std::vector<FunctionState>> read_functions(const Json& message) {
  const Json* list = find(message, "functions");
  if (list == nullptr || !list->is_array()) {
    return std::unexpected(wrong("the message has no list 'functions'"));
  }
  std::vector<FunctionState> out;
  for (const Json& json : *list)
    out.push_back(BRUNT_TRY(read_function(json)));
  return out;
}

Json function_json(const FunctionState& function, double invocations) {
  Json out = Json::object();
  out["name"] = function.name;
  out["image"] = function.image;
  out["invocationCount"] = std::llround(invocations);
  out["replicas"] = function.replicas;
  out["envProcess"] = "";
  out["availableReplicas"] = function.available;
  out["labels"] = Json::object();
  for (const auto& [key, value] : function.labels)
    out["labels"][key] = value;
  return out;
}

void FunctionTable::replace(std::vector<FunctionState> functions) {
  const std::lock_guard lock(mutex_);
  functions_ = std::move(functions);
}

std::optional<FunctionState> FunctionTable::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(functions_, name, &FunctionState::name);
  if (found == functions_.end()) return std::nullopt;
  return *found;
}

std::vector<FunctionState> FunctionTable::all() const {
  const std::lock_guard lock(mutex_);
  return functions_;
}

std::optional<std::string> FunctionTable::next_endpoint(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(functions_, name, &FunctionState::name);
  if (found == functions_.end() || found->endpoints.empty()) return std::nullopt;
  return found->endpoints[turns_[name]++ % found->endpoints.size()];
}

}  // namespace brunt::sandbox::platform

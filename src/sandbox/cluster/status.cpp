#include "sandbox/cluster/status.h"

#include <fmt/format.h>

namespace brunt::sandbox::cluster {
namespace {

std::string qualified(std::string_view name, std::string_view group) {
  return group.empty() ? std::string(name) : fmt::format("{}.{}", name, group);
}

Json details_of(std::string_view kind, std::string_view group, std::string_view name) {
  Json details{{"name", name}};
  if (!group.empty()) details["group"] = group;
  details["kind"] = kind;
  return details;
}

}  // namespace

Json status_of(const Failure& failure) {
  return {{"kind", "Status"},           {"apiVersion", "v1"},         {"metadata", Json::object()},
          {"status", "Failure"},        {"message", failure.message}, {"reason", failure.reason},
          {"details", failure.details}, {"code", failure.code}};
}

Failure not_found(std::string_view resource, std::string_view group, std::string_view name) {
  return {404, "NotFound", fmt::format("{} \"{}\" not found", qualified(resource, group), name),
          details_of(resource, group, name)};
}

Failure no_such_path() {
  return {404, "NotFound", "the server could not find the requested resource", Json::object()};
}

Failure bad_request(std::string message) {
  return {400, "BadRequest", std::move(message), Json::object()};
}

Failure invalid(std::string_view kind, std::string_view group, std::string_view name,
                std::string_view field, std::string_view message) {
  Json details = details_of(kind, group, name);
  details["causes"] = Json::array();
  details["causes"].push_back(
      Json::object({{"reason", "FieldValueInvalid"}, {"message", message}, {"field", field}}));
  return {422, "Invalid",
          fmt::format("{} \"{}\" is invalid: {}: {}", qualified(kind, group), name, field, message),
          std::move(details)};
}

Failure conflict(std::string_view resource, std::string_view group, std::string_view name,
                 std::string_view why) {
  return {409, "Conflict",
          fmt::format("Operation cannot be fulfilled on {} \"{}\": {}", qualified(resource, group),
                      name, why),
          details_of(resource, group, name)};
}

Failure method_not_allowed() {
  return {405, "MethodNotAllowed",
          "the server does not allow this method on the requested resource", Json::object()};
}

Failure gone(std::string message) {
  return {410, "Expired", std::move(message), Json::object()};
}

}  // namespace brunt::sandbox::cluster

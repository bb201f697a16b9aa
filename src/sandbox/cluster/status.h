#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::sandbox::cluster {

/// What the API answers, before it is sent.
struct Failure {
  int code = 404;
  std::string reason = "NotFound";  ///< as in Kubernetes: NotFound, Conflict, Invalid ...
  std::string message;
  Json details = Json::object();
};

/// A `Status` object that says no. Source: Kubernetes API conventions, "Response status kind".
Json status_of(const Failure& failure);

Failure not_found(std::string_view resource, std::string_view group, std::string_view name);
/// No such path at all.
Failure no_such_path();
Failure bad_request(std::string message);
Failure invalid(std::string_view kind, std::string_view group, std::string_view name,
                std::string_view field, std::string_view message);
Failure conflict(std::string_view resource, std::string_view group, std::string_view name,
                 std::string_view why);
Failure method_not_allowed();
Failure gone(std::string message);

}  // namespace brunt::sandbox::cluster

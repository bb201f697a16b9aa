#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"

namespace brunt::sandbox::cluster {

/// Reading API objects without asking at each step whether the step is there.

/// The value at a path of keys, or null when any of them is missing.
template <class... Keys>
const Json* at(const Json& object, Keys... keys) {
  const Json* here = &object;
  ((here = here == nullptr ? nullptr : find(*here, keys)), ...);
  return here;
}

template <class... Keys>
std::string text_at(const Json& object, Keys... keys) {
  const Json* found = at(object, keys...);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

template <class... Keys>
std::int64_t number_at(const Json& object, Keys... keys) {
  const Json* found = at(object, keys...);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

inline std::string name_of(const Json& object) {
  return text_at(object, "metadata", "name");
}
inline std::string namespace_of(const Json& object) {
  return text_at(object, "metadata", "namespace");
}
inline std::string uid_of(const Json& object) {
  return text_at(object, "metadata", "uid");
}
/// The labels, or an empty object.
const Json& labels_of(const Json& object);
/// uid of the owner that controls it, or "".
std::string controller_of(const Json& object);
bool terminating(const Json& object);
/// Is the condition `Ready` (of a pod or node) "True"?
bool ready(const Json& object);
/// Without nulls, empty objects and empty lists, keys sorted: two spellings of one object are
/// equal.
nlohmann::json canonical(const Json& value);
/// Whole seconds, as API times are.
std::string api_time(WallTime at);

}  // namespace brunt::sandbox::cluster

#pragma once

#include <string>
#include <string_view>

#include "cli/fact.h"
#include "model/event.h"

namespace brunt::cli {

// What those who turn events into facts need.

inline Fact fact_of(FactKind kind, const model::Event& event, std::string subject) {
  Fact out;
  out.kind = kind;
  out.at = event.at;
  out.subject = std::move(subject);
  return out;
}

/// Is it there and true?
inline bool truth(const Json& data, std::string_view key) {
  const Json* value = find(data, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

/// 0 when it is no number.
inline double number(const Json& data, std::string_view key) {
  const Json* value = find(data, key);
  return value != nullptr && value->is_number() ? value->get<double>() : 0.0;
}

}  // namespace brunt::cli

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <re2/re2.h>

#include "base/json.h"

namespace brunt::fakes {

/// The keywords of JSON Schema 2020-12 that the experiment's schema uses; an unknown one is an
/// error, so that nothing is left unchecked by mistake.
class JsonSchema {
 public:
  explicit JsonSchema(Json schema) : root_(std::move(schema)) {}

  bool accepts(const Json& value) const { return valid(root_, value); }

  /// A keyword that this does not know; "" when there is none.
  std::string unknown_keyword() const { return unknown_; }

 private:
  static bool is_type(const std::string& type, const Json& value) {
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_boolean();
    if (type == "string") return value.is_string();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    if (type == "number") return value.is_number();
    return value.is_number_integer() ||
           (value.is_number() &&
            value.get<double>() == static_cast<double>(static_cast<long>(value.get<double>())));
  }

  static bool same(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) return a.get<double>() == b.get<double>();
    return a.type() == b.type() && a == b;
  }

  static std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
  }

  bool valid(const Json& schema, const Json& value) const {
    if (schema.is_boolean()) return schema.get<bool>();
    return std::all_of(schema.items().begin(), schema.items().end(), [&](const auto& keyword) {
      return holds(keyword.key(), keyword.value(), schema, value);
    });
  }

  bool any(const Json& schemas, const Json& value) const {
    return std::any_of(schemas.begin(), schemas.end(),
                       [&](const Json& schema) { return valid(schema, value); });
  }
  bool all(const Json& schemas, const Json& value) const {
    return std::all_of(schemas.begin(), schemas.end(),
                       [&](const Json& schema) { return valid(schema, value); });
  }

  bool holds(const std::string& keyword, const Json& wanted, const Json& schema,
             const Json& value) const {
    if (keyword == "$schema" || keyword == "$defs" || keyword == "title" ||
        keyword == "description" || keyword == "then" || keyword == "else") {
      return true;
    }
    if (keyword == "$ref")
      return valid(root_[Json::json_pointer(wanted.get<std::string>().substr(1))], value);
    if (keyword == "type") {
      if (wanted.is_string()) return is_type(wanted, value);
      return std::any_of(wanted.begin(), wanted.end(),
                         [&](const Json& type) { return is_type(type, value); });
    }
    if (keyword == "enum")
      return std::any_of(wanted.begin(), wanted.end(),
                         [&](const Json& one) { return same(one, value); });
    if (keyword == "const") return same(wanted, value);
    if (keyword == "not") return !valid(wanted, value);
    if (keyword == "anyOf") return any(wanted, value);
    if (keyword == "allOf") return all(wanted, value);
    if (keyword == "if") {
      const char* branch = valid(wanted, value) ? "then" : "else";
      return !schema.contains(branch) || valid(schema[branch], value);
    }
    return of_a_kind(keyword, wanted, schema, value);
  }

  bool of_a_kind(const std::string& keyword, const Json& wanted, const Json& schema,
                 const Json& value) const {
    const bool number = value.is_number();
    if (keyword == "oneOf") {
      return std::count_if(wanted.begin(), wanted.end(),
                           [&](const Json& one) { return valid(one, value); }) == 1;
    }
    if (keyword == "maximum") return !number || value.get<double>() <= wanted.get<double>();
    if (keyword == "minimum") return !number || value.get<double>() >= wanted.get<double>();
    if (keyword == "exclusiveMinimum") return !number || value.get<double>() > wanted.get<double>();
    if (keyword == "minLength")
      return !value.is_string() || characters(value) >= wanted.get<std::size_t>();
    if (keyword == "pattern")
      return !value.is_string() ||
             re2::RE2::PartialMatch(value.get<std::string>(), compiled(wanted.get<std::string>()));
    if (keyword == "minItems") return !value.is_array() || value.size() >= wanted;
    if (keyword == "maxItems") return !value.is_array() || value.size() <= wanted;
    if (keyword == "minProperties") return !value.is_object() || value.size() >= wanted;
    if (keyword == "maxProperties") return !value.is_object() || value.size() <= wanted;
    if (keyword == "items")
      return !value.is_array() || std::all_of(value.begin(), value.end(), [&](const Json& item) {
        return valid(wanted, item);
      });
    if (keyword == "required")
      return !value.is_object() || std::all_of(wanted.begin(), wanted.end(), [&](const Json& key) {
        return value.contains(key);
      });
    if (keyword == "properties")
      return !value.is_object() ||
             std::all_of(wanted.items().begin(), wanted.items().end(), [&](const auto& member) {
               const Json* part = find(value, member.key());
               return part == nullptr || valid(member.value(), *part);
             });
    if (keyword == "additionalProperties")
      return !value.is_object() ||
             std::all_of(value.items().begin(), value.items().end(), [&](const auto& member) {
               const Json* known = find(schema, "properties");
               return (known != nullptr && known->contains(member.key())) ||
                      valid(wanted, member.value());
             });
    unknown_ = keyword;
    return false;
  }

  const re2::RE2& compiled(const std::string& pattern) const {
    auto& out = patterns_[pattern];
    if (out == nullptr) out = std::make_unique<re2::RE2>(pattern);
    return *out;
  }

  Json root_;
  mutable std::map<std::string, std::unique_ptr<re2::RE2>> patterns_;
  mutable std::string unknown_;
};

}  // namespace brunt::fakes

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace brunt::codec {

/// One member that an object of an experiment may have.
struct Member {
  std::string_view name;
  std::string_view about;   ///< a sentence for who sees it in an editor
  std::string_view schema;  ///< JSON Schema of its value, as JSON; "" = anything
  bool required = false;
};

/// An object of an experiment: what its members are called and what they may hold. The validator
/// looks for slips against it, and the JSON Schema is made from it. Other members are allowed.
class Shape {
 public:
  Shape(std::string_view name, std::string_view about, std::vector<Member> members,
        std::string_view more = "");

  bool has(std::string_view member) const;
  const std::vector<std::string>& names() const { return names_; }

  std::string_view name;  ///< under `$defs` of the schema
  std::string_view about;
  std::vector<Member> members;
  std::string_view more;  ///< further keywords of the schema, as a JSON object

 private:
  std::vector<std::string> names_;
};

/// The objects of an experiment.
const Shape& experiment_shape();
const Shape& hypothesis_shape();
const Shape& activity_shape();
const Shape& process_shape();
const Shape& http_shape();
const Shape& python_shape();
const Shape& control_shape();

/// Words that a member may hold.
const std::vector<std::string>& hypothesis_strategies();
const std::vector<std::string>& rollback_strategies();
const std::vector<std::string>& environment_casts();
const std::vector<std::string>& provider_types();
const std::vector<std::string>& tolerance_types();

/// JSON Schema (2020-12) of an experiment: what an editor can know of one. Accepts each document
/// that is refused for none of the rules with `in_schema` in codec/rules.h, and no other.
Json experiment_schema();

}  // namespace brunt::codec

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace brunt::analysis {

struct PathNode;
struct Condition;

/// A side of a comparison, or an argument: a path (from `$` or `@`), else a value.
struct Operand {
  std::shared_ptr<const PathNode> path;
  Json value;
};

/// One way from a node to others.
struct Selector {
  enum class Kind { name, index, slice, wildcard, filter, computed, function };
  Kind kind = Kind::wildcard;
  std::string name{};  ///< of a member, or of a function
  std::int64_t index = 0;
  std::optional<std::int64_t> first{}, last{}, step{};  ///< of a slice
  std::shared_ptr<const Condition> condition{};         ///< of a filter
  std::shared_ptr<const PathNode> path{};               ///< whose values are the names or indices
  std::vector<Operand> arguments{};                     ///< of a function
};

/// One step: every selector is applied to the node; with `descends` to all nodes under it too.
struct Step {
  bool descends = false;
  std::vector<Selector> selectors;
};

struct PathNode {
  bool from_root = true;  ///< `$`, else `@`
  std::vector<Step> steps;
};

/// What a filter asks.
struct Condition {
  enum class Kind { all, any, none, compare, some };
  Kind kind = Kind::some;
  std::vector<Condition> parts{};  ///< of all, any and none
  std::string comparison{};        ///< "=", "!=", "<", "<=", ">", ">=", "contains"
  Operand left{}, right{};         ///< `left` alone for some
};

/// The functions a path may call.
bool is_path_function(const std::string& name);

}  // namespace brunt::analysis

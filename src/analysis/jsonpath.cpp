#include "analysis/jsonpath.h"

#include <algorithm>
#include <deque>
#include <functional>

#include "analysis/jsonpath_node.h"
#include "analysis/tolerance_values.h"

namespace brunt::analysis {
namespace {

constexpr std::size_t most_values = 1'000'000;
using Found = std::vector<const Json*>;

/// Thrown inside this file only: the path cannot be answered.
struct Stop {
  std::string what;
};

/// The characters of a UTF-8 text, one each.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U || out.empty()) out.emplace_back();
    out.back() += c;
  }
  return out;
}

/// A place of Python's `sequence[index]`, or nothing when it is outside.
std::optional<std::size_t> python_index(std::int64_t index, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return std::nullopt;
  return static_cast<std::size_t>(index);
}

/// A bound of Python's `sequence[a:b]`.
std::size_t python_bound(std::optional<std::int64_t> bound, std::size_t otherwise,
                         std::size_t size) {
  if (!bound) return otherwise;
  const auto length = static_cast<std::int64_t>(size);
  const std::int64_t from_start = *bound < 0 ? *bound + length : *bound;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(from_start, 0, length));
}

class Evaluation {
 public:
  explicit Evaluation(const Json& root) : root_(root) {}

  Found follow(const PathNode& path, const Json& current) {
    Found nodes{path.from_root ? &root_ : &current};
    for (const Step& step : path.steps) {
      Found next;
      for (const Json* node : nodes)
        apply(step, *node, next);
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  void add(Found& out, const Json& value) {
    if (++count_ > most_values) throw Stop{"the path finds more than a million values"};
    out.push_back(&value);
  }

  void add_new(Found& out, Json value) { add(out, made_.emplace_back(std::move(value))); }

  void apply(const Step& step, const Json& node, Found& out) {
    if (++count_ > most_values) throw Stop{"the path visits more than a million values"};
    for (const Selector& selector : step.selectors)
      select(selector, node, out);
    if (!step.descends || !node.is_structured()) return;
    for (const Json& child : node)
      apply(step, child, out);
  }

  void select(const Selector& selector, const Json& node, Found& out) {
    switch (selector.kind) {
      case Selector::Kind::name:
        return by_name(selector.name, node, out);
      case Selector::Kind::index:
        return by_index(selector.index, node, out);
      case Selector::Kind::slice:
        return slice(selector, node, out);
      case Selector::Kind::wildcard:
        if (node.is_structured()) {
          for (const Json& child : node)
            add(out, child);
        }
        return;
      case Selector::Kind::filter:
        if (holds(*selector.condition, node)) add(out, node);
        return;
      case Selector::Kind::computed:
        for (const Json* key : follow(*selector.path, node)) {
          if (key->is_string()) by_name(key->get<std::string>(), node, out);
          if (key->is_number_integer()) by_index(key->get<std::int64_t>(), node, out);
        }
        return;
      case Selector::Kind::function:
        return call(selector, node, out);
    }
  }

  void by_name(const std::string& name, const Json& node, Found& out) {
    if (const Json* value = find(node, name)) add(out, *value);
  }

  void by_index(std::int64_t index, const Json& node, Found& out) {
    if (!node.is_array()) return;
    if (const auto at = python_index(index, node.size())) add(out, node[*at]);
  }

  void slice(const Selector& selector, const Json& node, Found& out) {
    if (!node.is_array()) return;
    const std::int64_t step = selector.step.value_or(1);
    if (step <= 0) return;
    const std::size_t last = python_bound(selector.last, node.size(), node.size());
    for (std::size_t i = python_bound(selector.first, 0, node.size()); i < last;) {
      add(out, node[i]);
      if (static_cast<std::uint64_t>(step) >= last - i) return;
      i += static_cast<std::size_t>(step);
    }
  }

  /// Arguments that are paths stand for each of their values; only the first value is taken when
  /// there are several, since no function of two lists exists.
  std::optional<std::int64_t> whole_argument(const Selector& selector, std::size_t n,
                                             const Json& node) {
    if (n >= selector.arguments.size()) return std::nullopt;
    const Found values = operand(selector.arguments[n], node);
    if (values.empty() || !values.front()->is_number_integer()) return std::nullopt;
    return values.front()->get<std::int64_t>();
  }

  void call(const Selector& selector, const Json& node, Found& out) {
    const std::string& name = selector.name;
    if (name == "length") {
      if (node.is_array()) add_new(out, node.size());
      if (node.is_string()) add_new(out, characters(node.get<std::string>()).size());
    } else if (node.is_string()) {
      call_on_text(selector, node, out);
    } else if (node.is_object()) {
      Json list = Json::array();
      for (const auto& [key, value] : node.items()) {
        if (name == "keys") list.push_back(key);
        if (name == "values") list.push_back(value);
        if (name == "entries") list.push_back(Json::array({key, value}));
      }
      if (name == "keys" || name == "values" || name == "entries") add_new(out, std::move(list));
    }
  }

  void call_on_text(const Selector& selector, const Json& node, Found& out) {
    const auto text = characters(node.get<std::string>());
    const auto first = whole_argument(selector, 0, node);
    if (!first) return;
    if (selector.name == "charAt") {
      if (const auto at = python_index(*first, text.size())) add_new(out, text[*at]);
    } else if (selector.name == "substring") {
      const auto last = python_bound(whole_argument(selector, 1, node), text.size(), text.size());
      std::string part;
      for (std::size_t i = python_bound(first, 0, text.size()); i < last; ++i)
        part += text[i];
      add_new(out, part);
    }
  }

  Found operand(const Operand& side, const Json& node) {
    if (side.path == nullptr) return {&side.value};
    return follow(*side.path, node);
  }

  bool holds(const Condition& condition, const Json& node) {
    const auto holds_here = [&](const Condition& part) { return holds(part, node); };
    const auto& parts = condition.parts;
    switch (condition.kind) {
      case Condition::Kind::all:
        return std::all_of(parts.begin(), parts.end(), holds_here);
      case Condition::Kind::any:
        return std::any_of(parts.begin(), parts.end(), holds_here);
      case Condition::Kind::none:
        return std::none_of(parts.begin(), parts.end(), holds_here);
      case Condition::Kind::some:
        if (condition.left.path == nullptr) return python_truth(condition.left.value);
        return !operand(condition.left, node).empty();
      case Condition::Kind::compare:
        break;
    }
    const Found lefts = operand(condition.left, node);
    const Found rights = operand(condition.right, node);
    for (const Json* left : lefts) {
      for (const Json* right : rights) {
        if (compare(condition.comparison, *left, *right)) return true;
      }
    }
    return false;
  }

  static bool compare(const std::string& sign, const Json& left, const Json& right) {
    if (sign == "=") return python_equal(left, right);
    if (sign == "!=") return !python_equal(left, right);
    if (sign == "contains") return contains(left, right);
    if (left.is_string() || right.is_string()) return false;  // numbers only
    const auto order = python_order(left, right);
    if (sign == "<") return order < 0;
    if (sign == "<=") return order <= 0;
    return sign == ">" ? order > 0 : order >= 0;
  }

  static bool contains(const Json& left, const Json& right) {
    if (left.is_string() && right.is_string()) {
      return left.get_ref<const std::string&>().find(right.get_ref<const std::string&>()) !=
             std::string::npos;
    }
    if (left.is_array()) {
      return std::any_of(left.begin(), left.end(),
                         [&](const Json& item) { return python_equal(item, right); });
    }
    if (left.is_object()) return right.is_string() && left.contains(right.get<std::string>());
    throw Stop{"'contains' cannot look for " + kind_of(right) + " in " + kind_of(left)};
  }

  const Json& root_;
  std::deque<Json> made_;  ///< what functions returned; its elements stay in place
  std::size_t count_ = 0;
};

}  // namespace

Result<std::vector<Json>> JsonPath::matches(const Json& root) const {
  try {
    Evaluation evaluation(root);
    std::vector<Json> out;
    for (const Json* value : evaluation.follow(*node_, root))
      out.push_back(*value);
    return out;
  } catch (const Stop& stop) {
    return std::unexpected(Error{Errc::invalid_input, stop.what, "JSON path"});
  }
}

}  // namespace brunt::analysis

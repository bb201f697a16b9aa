#include "analysis/rfc9535.h"

#include <algorithm>

#include "analysis/rfc9535_node.h"
#include "analysis/tolerance_values.h"

namespace brunt::analysis {
namespace {

constexpr std::size_t most_nodes = 1'000'000;

/// Thrown inside this file only.
struct TooMany {};

using Nodes = std::vector<const Json*>;

/// A value that a function or a comparison sees; nullptr = Nothing.
struct Value {
  const Json* at = nullptr;
  Json made{};  ///< what a function gave; `at` points to it only through get()
  bool is_made = false;

  const Json* get() const { return is_made ? &made : at; }
};

Value nothing() {
  return {};
}
Value made(Json value) {
  return {nullptr, std::move(value), true};
}

/// Equality of RFC 9535 section 2.3.5.2.2: deep, numbers by value, no truth is a number.
bool equal(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return python_order(a, b) == 0;
  if (a.is_array() && b.is_array()) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), equal);
  }
  if (a.is_object() && b.is_object()) {
    return a.size() == b.size() &&
           std::all_of(a.items().begin(), a.items().end(), [&](const auto& member) {
             const Json* other = find(b, member.key());
             return other != nullptr && equal(member.value(), *other);
           });
  }
  return a.type() == b.type() && a == b;
}

bool less(const Json& a, const Json& b) {
  const bool comparable = (a.is_number() && b.is_number()) || (a.is_string() && b.is_string());
  return comparable && python_order(a, b) < 0;
}

bool compare(const Json* a, const Json* b, const std::string& sign) {
  const bool same = a == nullptr || b == nullptr ? a == b : equal(*a, *b);
  if (sign == "==") return same;
  if (sign == "!=") return !same;
  if (sign.ends_with('=') && same) return true;
  if (a == nullptr || b == nullptr) return false;
  return sign.front() == '<' ? less(*a, *b) : less(*b, *a);
}

std::int64_t characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

class Evaluation {
 public:
  explicit Evaluation(const Json& root) : root_(root) {}

  Nodes run(const StandardQuery& query, const Json& current) {
    Nodes nodes{query.from_root ? &root_ : &current};
    for (const StandardSegment& segment : query.segments) {
      Nodes next;
      for (const Json* node : nodes)
        step(segment, *node, next);
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  void add(Nodes& out, const Json& node) {
    if (++work_ > most_nodes) throw TooMany{};
    out.push_back(&node);
  }

  void step(const StandardSegment& segment, const Json& node, Nodes& out) {
    if (++work_ > most_nodes) throw TooMany{};
    for (const StandardSelector& selector : segment.selectors)
      select(selector, node, out);
    if (!segment.descends || !node.is_structured()) return;
    for (const Json& child : node)
      step(segment, child, out);
  }

  void select(const StandardSelector& selector, const Json& node, Nodes& out) {
    switch (selector.kind) {
      case StandardSelector::Kind::name:
        if (const Json* member = find(node, selector.name)) add(out, *member);
        return;
      case StandardSelector::Kind::index:
        return index(selector.index, node, out);
      case StandardSelector::Kind::slice:
        return slice(selector, node, out);
      case StandardSelector::Kind::wildcard:
      case StandardSelector::Kind::filter:
        if (!node.is_structured()) return;
        for (const Json& child : node) {
          if (selector.filter == nullptr || holds(*selector.filter, child)) add(out, child);
        }
        return;
    }
  }

  void index(std::int64_t index, const Json& node, Nodes& out) {
    if (!node.is_array()) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const std::int64_t at = index < 0 ? index + size : index;
    if (at >= 0 && at < size) add(out, node[static_cast<std::size_t>(at)]);
  }

  /// Source: RFC 9535 section 2.3.4.2.2.
  void slice(const StandardSelector& selector, const Json& node, Nodes& out) {
    if (!node.is_array() || selector.step == 0) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const std::int64_t step = selector.step;
    const auto normal = [&](std::int64_t at) { return at < 0 ? at + size : at; };
    const std::int64_t low = step > 0 ? 0 : -1;
    const std::int64_t high = step > 0 ? size : size - 1;
    const auto bound = [&](std::int64_t at) { return std::clamp(normal(at), low, high); };
    const std::int64_t first = selector.first ? bound(*selector.first) : (step > 0 ? low : high);
    const std::int64_t last = selector.last ? bound(*selector.last) : (step > 0 ? high : low);
    for (std::int64_t at = first; step > 0 ? at < last : at > last; at += step)
      add(out, node[static_cast<std::size_t>(at)]);
  }

  bool holds(const Logical& logical, const Json& current) {
    if (++work_ > most_nodes) throw TooMany{};
    const auto holds_here = [&](const Logical& part) { return holds(part, current); };
    switch (logical.kind) {
      case Logical::Kind::any:
        return std::any_of(logical.parts.begin(), logical.parts.end(), holds_here);
      case Logical::Kind::all:
        return std::all_of(logical.parts.begin(), logical.parts.end(), holds_here);
      case Logical::Kind::negated:
        return !holds_here(logical.parts.front());
      case Logical::Kind::compare: {
        const Value left = value(logical.left, current);
        const Value right = value(logical.right, current);
        return compare(left.get(), right.get(), logical.comparison);
      }
      case Logical::Kind::test:
        break;
    }
    if (logical.left.kind == Term::Kind::query) return !run(*logical.left.query, current).empty();
    return matched(logical.left, current);
  }

  Value value(const Term& term, const Json& current) {
    if (term.kind == Term::Kind::literal) return {&term.literal};
    if (term.kind == Term::Kind::query) {
      const Nodes nodes = run(*term.query, current);
      return nodes.empty() ? nothing() : Value{nodes.front()};
    }
    return call(term, current);
  }

  /// The functions that give a value.
  Value call(const Term& term, const Json& current) {
    if (term.function == "count") {
      return made(run(*term.arguments[0].query, current).size());
    }
    if (term.function == "value") {
      const Nodes nodes = run(*term.arguments[0].query, current);
      return nodes.size() == 1 ? Value{nodes.front()} : nothing();
    }
    const Value argument = value(term.arguments[0], current);
    const Json* of = argument.get();
    if (of == nullptr) return nothing();
    if (of->is_string()) return made(characters(of->get_ref<const std::string&>()));
    return of->is_structured() ? made(of->size()) : nothing();
  }

  /// match and search.
  bool matched(const Term& term, const Json& current) {
    const bool whole = term.function == "match";
    const Value text = value(term.arguments[0], current);
    const Value pattern = value(term.arguments[1], current);
    if (text.get() == nullptr || !text.get()->is_string()) return false;
    if (pattern.get() == nullptr || !pattern.get()->is_string()) return false;
    const auto compiled =
        term.pattern != nullptr ? term.pattern : compiled_regexp(pattern.get()->get<std::string>());
    return compiled != nullptr && found_in(*compiled, text.get()->get<std::string>(), whole);
  }

  const Json& root_;
  std::size_t work_ = 0;
};

}  // namespace

Result<std::vector<Json>> StandardPath::matches(const Json& root) const {
  try {
    std::vector<Json> out;
    for (const Json* node : Evaluation(root).run(*query_, root))
      out.push_back(*node);
    return out;
  } catch (const TooMany&) {
    return std::unexpected(
        Error{Errc::invalid_input, "the path looks at more than a million values", "JSON path"});
  }
}

}  // namespace brunt::analysis

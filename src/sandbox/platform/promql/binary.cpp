#include "sandbox/platform/promql/binary.h"

#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/result.h"

namespace brunt::sandbox::platform::promql {

namespace {

/// The part of the labels by which elements find each other.
Labels signature(const Matching& matching, const Labels& labels) {
  Labels out;
  if (matching.on) {
    for (const std::string& name : matching.labels) {
      if (const auto found = labels.find(name); found != labels.end()) out.insert(*found);
    }
    return out;
  }
  out = labels;
  for (const std::string& name : matching.labels)
    out.erase(name);
  out.erase(metric_name);
  return out;
}

Vector combine_sets(const Binary& node, const Vector& left, const Vector& right) {
  const bool unite = node.op == Operator::unite;
  std::set<Labels> there;
  for (const Element& element : unite ? left : right) {
    there.insert(signature(node.matching, element.labels));
  }
  Vector out;
  if (unite) out = left;
  const bool wanted = node.op == Operator::intersect;
  for (const Element& element : unite ? right : left) {
    if (there.contains(signature(node.matching, element.labels)) == wanted) out.push_back(element);
  }
  return out;
}

bool keeps_name(const Binary& node) {
  return is_comparison(node.op) && !node.return_bool;
}

Labels result_labels(const Binary& node, const Labels& many, const Labels& one) {
  Labels out = many;
  if (!keeps_name(node)) out.erase(metric_name);
  if (node.matching.many == Matching::Many::none) {
    if (node.matching.on) return signature(node.matching, out);
    for (const std::string& name : node.matching.labels)
      out.erase(name);
    return out;
  }
  for (const std::string& name : node.matching.include) {
    const auto found = one.find(name);
    if (found != one.end()) {
      out[name] = found->second;
    } else {
      out.erase(name);
    }
  }
  return out;
}

QueryError many_to_many(const Labels& group, const Labels& first, const Labels& second,
                        bool right_side) {
  return {
      QueryError::Kind::execution,
      fmt::format("found duplicate series for the match group {} on the {} hand-side of the "
                  "operation: [{}, {}];many-to-many matching not allowed: matching labels must be "
                  "unique on one side",
                  to_text(group), right_side ? "right" : "left", to_text(second), to_text(first))};
}

}  // namespace

double combine(Operator op, double a, double b) {
  switch (op) {
    case Operator::add:
      return a + b;
    case Operator::subtract:
      return a - b;
    case Operator::multiply:
      return a * b;
    case Operator::divide:
      return a / b;
    case Operator::modulo:
      return std::fmod(a, b);
    case Operator::power:
      return std::pow(a, b);
    case Operator::arc_tangent:
      return std::atan2(a, b);
    case Operator::equal:
      return a == b ? 1 : 0;
    case Operator::not_equal:
      return a != b ? 1 : 0;
    case Operator::less:
      return a < b ? 1 : 0;
    case Operator::less_equal:
      return a <= b ? 1 : 0;
    case Operator::greater:
      return a > b ? 1 : 0;
    case Operator::greater_equal:
      return a >= b ? 1 : 0;
    case Operator::intersect:
    case Operator::unite:
    case Operator::unless:
      break;  // sets have no numbers; combine_sets()
  }
  return 0;
}

Vector combine_scalar(const Binary& node, const Vector& vector, double scalar, bool scalar_left) {
  Vector out;
  for (const Element& element : vector) {
    const double value = scalar_left ? combine(node.op, scalar, element.value)
                                     : combine(node.op, element.value, scalar);
    Element result = element;
    if (keeps_name(node)) {
      if (value == 0) continue;
    } else {
      result.value = value;
      result.labels.erase(metric_name);
    }
    out.push_back(std::move(result));
  }
  return out;
}

Outcome<Vector> combine_vectors(const Binary& node, const Vector& left, const Vector& right) {
  if (is_set(node.op)) return combine_sets(node, left, right);
  const bool swapped = node.matching.many == Matching::Many::right;
  const Vector& many = swapped ? right : left;
  std::map<Labels, const Element*> ones;
  for (const Element& one : swapped ? left : right) {
    Labels group = signature(node.matching, one.labels);
    const auto [it, fresh] = ones.emplace(group, &one);
    if (!fresh)
      return std::unexpected(many_to_many(group, it->second->labels, one.labels, !swapped));
  }
  Vector out;
  std::set<Labels> used;
  for (const Element& element : many) {
    Labels group = signature(node.matching, element.labels);
    const auto found = ones.find(group);
    if (found == ones.end()) continue;
    const Element& one = *found->second;
    const double value = swapped ? combine(node.op, one.value, element.value)
                                 : combine(node.op, element.value, one.value);
    const bool filters = keeps_name(node);
    if (filters && value == 0) continue;
    if (node.matching.many == Matching::Many::none && !used.insert(std::move(group)).second) {
      return std::unexpected(QueryError{QueryError::Kind::execution,
                                        "multiple matches for labels: many-to-one matching must be "
                                        "explicit (group_left/group_right)"});
    }
    // A comparison lets the left value through, whichever side is the many.
    const double passed = swapped ? one.value : element.value;
    out.push_back({result_labels(node, element.labels, one.labels), filters ? passed : value,
                   element.time_ms});
  }
  return out;
}

}  // namespace brunt::sandbox::platform::promql

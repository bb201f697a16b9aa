#include "sandbox/platform/promql/evaluate.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/result.h"
#include "sandbox/platform/promql/aggregate.h"
#include "sandbox/platform/promql/binary.h"

namespace brunt::sandbox::platform::promql {

namespace {

using Found = std::vector<const Series*>;

bool earlier(const Sample& sample, std::int64_t time_ms) {
  return sample.time_ms < time_ms;
}

/// Evaluates one expression at many instants; looks each selector's series up once.
class Evaluator {
 public:
  Evaluator(const Store& store, std::int64_t lookback_ms)
      : store_(store), lookback_ms_(lookback_ms) {}

  Outcome<Value> at(const Expr& expr, std::int64_t time_ms) {
    time_ms_ = time_ms;
    return value(expr);
  }

 private:
  Outcome<Value> value(const Expr& expr) {
    return std::visit([&](const auto& node) { return of(node); }, expr.node);
  }
  Outcome<Value> of(const Number& node) { return node.value; }
  Outcome<Value> of(const Text& node) { return node.value; }

  Outcome<Value> of(const Selector& node) {
    if (node.range_ms == 0) return instant(node);
    Matrix out;
    for (const Series* series : select(node)) {
      Window window = window_of(*series, node);
      if (!window.samples.empty()) out.push_back({series->labels, std::move(window.samples)});
    }
    return out;
  }

  const Found& select(const Selector& node) {
    const auto [it, fresh] = found_.try_emplace(&node);
    if (fresh) it->second = store_.select(node.matchers);
    return it->second;
  }

  Vector instant(const Selector& node) {
    Vector out;
    const std::int64_t when = time_ms_ - node.offset_ms;
    for (const Series* series : select(node)) {
      const auto& samples = series->samples;
      const auto after = std::ranges::upper_bound(samples, when, {}, &Sample::time_ms);
      if (after == samples.begin()) continue;
      const Sample& last = *std::prev(after);
      if (last.time_ms < when - lookback_ms_ || is_stale(last.value)) continue;
      out.push_back({series->labels, last.value, last.time_ms});
    }
    return out;
  }

  Window window_of(const Series& series, const Selector& node) const {
    Window out;
    out.end_ms = time_ms_ - node.offset_ms;
    out.start_ms = out.end_ms - node.range_ms;
    out.seconds = static_cast<double>(node.range_ms) / 1000;
    const auto& samples = series.samples;
    auto at = std::lower_bound(samples.begin(), samples.end(), out.start_ms, earlier);
    for (; at != samples.end() && at->time_ms <= out.end_ms; ++at) {
      if (!is_stale(at->value)) out.samples.push_back(*at);
    }
    return out;
  }

  Outcome<Value> of(const Call& node) {
    const Function& function = *node.function;
    if (function.over_window != nullptr) return over_windows(node);
    Arguments arguments;
    arguments.time_ms = time_ms_;
    for (const ExprPtr& argument : node.arguments) {
      Value given = BRUNT_TRY(value(*argument));
      if (auto* number = std::get_if<double>(&given)) arguments.numbers.push_back(*number);
      if (auto* vector = std::get_if<Vector>(&given)) arguments.vector = std::move(*vector);
    }
    if (function.to_scalar != nullptr) return function.to_scalar(arguments);
    if (function.over_vector == nullptr) return absent(*node.arguments.front(), arguments.vector);
    return unique(function.over_vector(std::move(arguments)));
  }

  Outcome<Value> over_windows(const Call& node) {
    const auto& selector = std::get<Selector>(node.arguments.front()->node);
    const bool keeps_name = node.function->name == "last_over_time";
    Vector out;
    for (const Series* series : select(selector)) {
      const Window window = window_of(*series, selector);
      if (window.samples.empty()) continue;
      const auto result = node.function->over_window(window);
      if (!result) continue;
      Element element{series->labels, *result, time_ms_};
      if (!keeps_name) element.labels.erase(metric_name);
      out.push_back(std::move(element));
    }
    return unique(std::move(out));
  }

  /// absent(): 1 with the labels that the selector demands, when nothing is there.
  Value absent(const Expr& argument, const Vector& there) const {
    if (!there.empty()) return Vector();
    Element out{{}, 1, time_ms_};
    const auto* selector = std::get_if<Selector>(&argument.node);
    std::set<std::string> twice;
    for (const Matcher& matcher :
         selector == nullptr ? std::vector<Matcher>() : selector->matchers) {
      if (matcher.name() == metric_name) continue;
      if (matcher.op() != Matcher::Op::equal || out.labels.contains(matcher.name())) {
        twice.insert(matcher.name());
      } else if (!matcher.value().empty()) {
        out.labels[matcher.name()] = matcher.value();
      }
    }
    for (const std::string& name : twice)
      out.labels.erase(name);
    return Vector{std::move(out)};
  }

  Outcome<Value> of(const Aggregation& node) {
    const Value inside = BRUNT_TRY(value(*node.of));
    return aggregate(node, std::get<Vector>(inside));
  }

  Outcome<Value> of(const Negation& node) {
    Value inside = BRUNT_TRY(value(*node.of));
    if (auto* number = std::get_if<double>(&inside)) return -*number;
    auto& vector = std::get<Vector>(inside);
    for (Element& element : vector) {
      element.value = -element.value;
      element.labels.erase(metric_name);
    }
    return unique(std::move(vector));
  }

  Outcome<Value> of(const Binary& node) {
    const Value left = BRUNT_TRY(value(*node.left));
    const Value right = BRUNT_TRY(value(*node.right));
    const auto* a = std::get_if<double>(&left);
    const auto* b = std::get_if<double>(&right);
    if (a != nullptr && b != nullptr) return combine(node.op, *a, *b);
    if (a != nullptr) return unique(combine_scalar(node, std::get<Vector>(right), *a, true));
    if (b != nullptr) return unique(combine_scalar(node, std::get<Vector>(left), *b, false));
    return unique(
        BRUNT_TRY(combine_vectors(node, std::get<Vector>(left), std::get<Vector>(right))));
  }

  static Outcome<Value> unique(Vector vector) {
    std::set<Labels> seen;
    for (const Element& element : vector) {
      if (seen.insert(element.labels).second) continue;
      return std::unexpected(QueryError{QueryError::Kind::execution,
                                        "vector cannot contain metrics with the same labelset"});
    }
    return vector;
  }

  const Store& store_;
  std::int64_t lookback_ms_;
  std::int64_t time_ms_ = 0;
  std::unordered_map<const Selector*, Found> found_;
};

bool is_sort(const Expr& expr) {
  const auto* call = std::get_if<Call>(&expr.node);
  return call != nullptr && call->function->name.starts_with("sort");
}

}  // namespace

Outcome<Value> evaluate(const Expr& expr, const Store& store, std::int64_t time_ms,
                        std::int64_t lookback_ms) {
  Value out = BRUNT_TRY(Evaluator(store, lookback_ms).at(expr, time_ms));
  if (auto* vector = std::get_if<Vector>(&out); vector != nullptr && !is_sort(expr)) {
    std::ranges::sort(*vector, {}, &Element::labels);
  }
  return out;
}

Outcome<Matrix> evaluate_range(const Expr& expr, const Store& store, std::int64_t start_ms,
                               std::int64_t end_ms, std::int64_t step_ms,
                               std::int64_t lookback_ms) {
  if (expr.type != Type::scalar && expr.type != Type::vector) {
    return std::unexpected(QueryError{
        QueryError::Kind::bad_data, "invalid expression type \"" + std::string(name_of(expr.type)) +
                                        "\" for range query, must be Scalar or instant Vector"});
  }
  Evaluator evaluator(store, lookback_ms);
  std::map<Labels, std::vector<Sample>> rows;
  for (std::int64_t t = start_ms; t <= end_ms; t += step_ms) {
    const Value value = BRUNT_TRY(evaluator.at(expr, t));
    if (const auto* number = std::get_if<double>(&value)) {
      rows[{}].push_back({t, *number});
      continue;
    }
    for (const Element& element : std::get<Vector>(value)) {
      rows[element.labels].push_back({t, element.value});
    }
  }
  Matrix out;
  out.reserve(rows.size());
  for (auto& [labels, points] : rows)
    out.push_back({labels, std::move(points)});
  return out;
}

}  // namespace brunt::sandbox::platform::promql

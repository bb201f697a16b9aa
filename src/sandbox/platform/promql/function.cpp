#include "sandbox/platform/promql/function.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "sandbox/platform/promql/histogram.h"
#include "sandbox/platform/promql/window_functions.h"

namespace brunt::sandbox::platform::promql {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// `change` of every value; the metric is no longer the same, so its name goes.
template <class Change>
Vector each(Arguments& arguments, Change change) {
  for (Element& element : arguments.vector) {
    element.value = change(element.value);
    element.labels.erase(metric_name);
  }
  return std::move(arguments.vector);
}

double round_to(double value, double step) {
  const double inverse = 1 / step;  // as Prometheus does: 0.1 is less exact than 10
  return std::floor(value * inverse + 0.5) / inverse;
}

Vector clamp(Arguments a) {
  const double low = a.numbers[0];
  const double high = a.numbers[1];
  if (low > high) return {};
  return each(a, [=](double v) { return std::fmax(low, std::fmin(high, v)); });
}

Vector timestamp(Arguments arguments) {
  for (Element& element : arguments.vector) {
    element.value = static_cast<double>(element.time_ms) / 1000;
    element.labels.erase(metric_name);
  }
  return std::move(arguments.vector);
}

Vector sorted(Arguments arguments, bool descending) {
  std::ranges::stable_sort(arguments.vector, [&](const Element& a, const Element& b) {
    if (std::isnan(a.value)) return false;
    if (std::isnan(b.value)) return true;
    return descending ? a.value > b.value : a.value < b.value;
  });
  return std::move(arguments.vector);
}

double only_value(const Arguments& arguments) {
  return arguments.vector.size() == 1 ? arguments.vector.front().value : nan;
}

using enum Type;

// clang-format off
const std::vector<Function>& table() {
  static const std::vector<Function> functions{
    {"abs", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::abs(v); }); }, nullptr},
    {"absent", {vector}, 0, vector, nullptr, nullptr, nullptr},  // needs the selector: in evaluate.cpp
    {"avg_over_time", {matrix}, 0, vector, avg_over_time, nullptr, nullptr},
    {"ceil", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::ceil(v); }); }, nullptr},
    {"changes", {matrix}, 0, vector, changes, nullptr, nullptr},
    {"clamp", {vector, scalar, scalar}, 0, vector, nullptr, clamp, nullptr},
    {"clamp_max", {vector, scalar}, 0, vector, nullptr, [](Arguments a) { return each(a, [high = a.numbers[0]](double v) { return std::fmin(high, v); }); }, nullptr},
    {"clamp_min", {vector, scalar}, 0, vector, nullptr, [](Arguments a) { return each(a, [low = a.numbers[0]](double v) { return std::fmax(low, v); }); }, nullptr},
    {"count_over_time", {matrix}, 0, vector, count_over_time, nullptr, nullptr},
    {"delta", {matrix}, 0, vector, delta, nullptr, nullptr},
    {"exp", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::exp(v); }); }, nullptr},
    {"floor", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::floor(v); }); }, nullptr},
    {"histogram_quantile", {scalar, vector}, 0, vector, nullptr, histogram_quantile, nullptr},
    {"idelta", {matrix}, 0, vector, idelta, nullptr, nullptr},
    {"increase", {matrix}, 0, vector, increase, nullptr, nullptr},
    {"irate", {matrix}, 0, vector, irate, nullptr, nullptr},
    {"last_over_time", {matrix}, 0, vector, last_over_time, nullptr, nullptr},
    {"ln", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::log(v); }); }, nullptr},
    {"max_over_time", {matrix}, 0, vector, max_over_time, nullptr, nullptr},
    {"min_over_time", {matrix}, 0, vector, min_over_time, nullptr, nullptr},
    {"present_over_time", {matrix}, 0, vector, present_over_time, nullptr, nullptr},
    {"rate", {matrix}, 0, vector, rate, nullptr, nullptr},
    {"resets", {matrix}, 0, vector, resets, nullptr, nullptr},
    {"round", {vector, scalar}, 1, vector, nullptr, [](Arguments a) { return each(a, [step = a.numbers.empty() ? 1.0 : a.numbers[0]](double v) { return round_to(v, step); }); }, nullptr},
    {"scalar", {vector}, 0, scalar, nullptr, nullptr, only_value},
    {"sort", {vector}, 0, vector, nullptr, [](Arguments a) { return sorted(std::move(a), false); }, nullptr},
    {"sort_desc", {vector}, 0, vector, nullptr, [](Arguments a) { return sorted(std::move(a), true); }, nullptr},
    {"sqrt", {vector}, 0, vector, nullptr, [](Arguments a) { return each(a, [](double v) { return std::sqrt(v); }); }, nullptr},
    {"sum_over_time", {matrix}, 0, vector, sum_over_time, nullptr, nullptr},
    {"time", {}, 0, scalar, nullptr, nullptr, [](const Arguments& a) { return static_cast<double>(a.time_ms) / 1000; }},
    {"timestamp", {vector}, 0, vector, nullptr, timestamp, nullptr},
    {"vector", {scalar}, 0, vector, nullptr, [](Arguments a) { return Vector{{{}, a.numbers[0], a.time_ms}}; }, nullptr},
  };
  return functions;
}

/// Functions and aggregations of Prometheus 2 and 3 that are not emulated.
constexpr std::array others{
    "absent_over_time", "acos", "acosh", "asin", "asinh", "atan", "atanh", "bottomk", "cos", "cosh",
    "count_values", "day_of_month", "day_of_week", "day_of_year", "days_in_month", "deg", "deriv",
    "double_exponential_smoothing", "histogram_avg", "histogram_count", "histogram_fraction",
    "histogram_stddev", "histogram_stdvar", "histogram_sum", "holt_winters", "hour", "info",
    "label_join", "label_replace", "limit_ratio", "limitk", "log10", "log2", "mad_over_time", "minute",
    "month", "pi", "predict_linear", "quantile", "quantile_over_time", "rad", "sgn", "sin", "sinh",
    "sort_by_label", "sort_by_label_desc", "stddev", "stddev_over_time", "stdvar", "stdvar_over_time",
    "tan", "tanh", "topk", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time", "year"};
// clang-format on

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &Function::name);
  return found == table().end() ? nullptr : &*found;
}

std::string function_names() {
  std::vector<std::string> names;
  for (const Function& function : table())
    names.emplace_back(function.name);
  return join(names, ", ");
}

bool exists_in_prometheus(std::string_view name) {
  return find_function(name) != nullptr || std::ranges::find(others, name) != others.end();
}

}  // namespace brunt::sandbox::platform::promql

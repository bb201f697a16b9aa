#include "drivers/prometheus/series.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::drivers::prometheus {
namespace {

constexpr std::size_t most_series = 4;

Json labels_of(const Json& series) {
  const Json* metric = find(series, "metric");
  return metric != nullptr && metric->is_object() ? *metric : Json::object();
}

bool is_counter(const Json& series) {
  const std::string name = string_or(labels_of(series), "__name__");
  return name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_sum") ||
         name.ends_with("_bucket");
}

std::optional<double> sample(const Json& point) {
  if (!point.is_array() || point.size() != 2 || !point[1].is_string()) return std::nullopt;
  return std::strtod(point[1].get_ref<const std::string&>().c_str(), nullptr);
}

/// How much a counter grew; after a reset it counts from zero again.
std::optional<double> increase(const Json& series) {
  const Json* values = find(series, "values");
  if (values == nullptr || !values->is_array() || values->empty()) return std::nullopt;
  double sum = 0;
  std::optional<double> last;
  for (const Json& point : *values) {
    const auto now = sample(point);
    if (!now) return std::nullopt;
    if (last) sum += *now >= *last ? *now - *last : *now;
    last = now;
  }
  return sum;
}

/// Labels whose values are not the same in all series.
std::set<std::string> differing(const Json& all) {
  std::set<std::string> names, out;
  for (const Json& series : all) {
    const Json labels = labels_of(series);
    for (const auto& [name, ignored] : labels.items())
      names.insert(name);
  }
  for (const auto& name : names) {
    const std::string first = string_or(labels_of(all[0]), name);
    const bool same = std::all_of(all.begin(), all.end(), [&](const Json& series) {
      return string_or(labels_of(series), name) == first;
    });
    if (!same) out.insert(name);
  }
  return out;
}

std::string name_in(const Json& series, const std::set<std::string>& labels) {
  std::vector<std::string> parts;
  parts.reserve(labels.size());
  for (const auto& label : labels)
    parts.push_back(string_or(labels_of(series), label, "-"));
  return join(parts, "/");
}

std::string amount_of_series(std::size_t n) {
  return n == 0 ? "no data" : fmt::format("{} series", n);
}

std::string summarise_matrix(const Json& all) {
  if (all.empty() || all.size() > most_series) return amount_of_series(all.size());
  const auto labels = differing(all);
  std::vector<std::string> parts;
  for (const Json& series : all) {
    const auto grown = is_counter(series) ? increase(series) : std::nullopt;
    if (!grown) return amount_of_series(all.size());
    const std::string name = name_in(series, labels);
    parts.push_back(fmt::format("{}{}+{:g}", name, name.empty() ? "" : " ", *grown));
  }
  return join(parts, ", ");
}

}  // namespace

std::string summarise(const Json& envelope) {
  const Json* data = find(envelope, "data");
  const Json* result = data == nullptr ? nullptr : find(*data, "result");
  if (result == nullptr || !result->is_array()) return string_or(envelope, "status", "no data");
  const std::string type = string_or(*data, "resultType");
  if (type == "matrix") return summarise_matrix(*result);
  if (type == "vector") {
    const Json* value = result->size() == 1 ? find((*result)[0], "value") : nullptr;
    if (value != nullptr && sample(*value)) return (*value)[1].get<std::string>();
    return amount_of_series(result->size());
  }
  return result->size() == 2 && (*result)[1].is_string() ? (*result)[1].get<std::string>() : type;
}

std::string remarks(const Json& envelope) {
  std::vector<std::string> parts;
  for (const char* key : {"warnings", "infos"}) {
    const Json* list = find(envelope, key);
    if (list == nullptr || !list->is_array()) continue;
    for (const Json& item : *list) {
      if (item.is_string()) parts.push_back(item.get<std::string>());
    }
  }
  return join(parts, "; ");
}

}  // namespace brunt::drivers::prometheus

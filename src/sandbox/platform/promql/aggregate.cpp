#include "sandbox/platform/promql/aggregate.h"

#include <cmath>

namespace brunt::sandbox::platform::promql {

namespace {

Labels kept(const Aggregation& how, const Labels& labels) {
  Labels out;
  if (how.without) {
    out = labels;
    for (const std::string& name : how.labels)
      out.erase(name);
    out.erase(metric_name);
    return out;
  }
  for (const std::string& name : how.labels) {
    if (const auto found = labels.find(name); found != labels.end()) out.insert(*found);
  }
  return out;
}

struct Group {
  double value = 0;
  double count = 0;
};

void add(Aggregate op, Group& group, double value) {
  const bool first = group.count == 0;
  ++group.count;
  switch (op) {
    case Aggregate::sum:
      group.value += value;
      break;
    case Aggregate::avg:
      group.value += value / group.count - group.value / group.count;
      break;
    case Aggregate::min:
      if (first || value < group.value || std::isnan(group.value)) group.value = value;
      break;
    case Aggregate::max:
      if (first || value > group.value || std::isnan(group.value)) group.value = value;
      break;
    case Aggregate::count:
      group.value = group.count;
      break;
    case Aggregate::group:
      group.value = 1;
      break;
  }
}

}  // namespace

Vector aggregate(const Aggregation& how, const Vector& elements) {
  std::map<Labels, Group> groups;
  for (const Element& element : elements) {
    add(how.op, groups[kept(how, element.labels)], element.value);
  }
  Vector out;
  for (const auto& [labels, group] : groups)
    out.push_back({labels, group.value, 0});
  return out;
}

}  // namespace brunt::sandbox::platform::promql

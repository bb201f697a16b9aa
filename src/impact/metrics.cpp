#include "impact/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>
#include <re2/re2.h>

namespace brunt::impact {
namespace {

struct Sample {
  double at_s = 0, value = 0;
};

constexpr double last_time_s = 9.2e9;  // the year 2261: 64 bits of nanoseconds

WallTime wall(double at_s) {
  return WallTime(std::chrono::nanoseconds(std::llround(at_s * 1e9)));
}

/// Prometheus writes [time, "value"]; NaN, +Inf and -Inf are values.
std::vector<Sample> read_samples(const Json& values) {
  std::vector<Sample> samples;
  if (!values.is_array()) return samples;
  for (const Json& pair : values) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number()) continue;
    Sample sample{pair[0].get<double>(), 0};
    if (!(sample.at_s >= 0 && sample.at_s < last_time_s)) continue;
    if (pair[1].is_string()) {
      const auto& text = pair[1].get_ref<const std::string&>();
      char* end = nullptr;
      sample.value = std::strtod(text.c_str(), &end);
      if (end == text.c_str()) continue;
    } else if (pair[1].is_number()) {
      sample.value = pair[1].get<double>();
    } else {
      continue;
    }
    samples.push_back(sample);
  }
  return samples;
}

/// Labels whose value is not the same in all series.
std::set<std::string> differing_labels(const Json& result) {
  std::map<std::string, std::set<std::string>> values;
  std::map<std::string, std::size_t> seen;
  for (const Json& series : result) {
    const Json& labels = member(series, "metric");
    if (!labels.is_object()) continue;
    for (const auto& [key, value] : labels.items()) {
      values[key].insert(value.is_string() ? value.get<std::string>() : to_text(value));
      ++seen[key];
    }
  }
  std::set<std::string> differ;
  for (const auto& [key, all] : values) {
    if (all.size() > 1 || seen[key] != result.size()) differ.insert(key);
  }
  return differ;
}

std::string label_of(const Json& labels, const std::set<std::string>& differ) {
  std::string text;
  if (!labels.is_object()) return text;
  for (const auto& [key, value] : labels.items()) {
    const bool told = differ.empty() ? key == "code" || key == "status" : differ.contains(key);
    if (!told) continue;
    text += (text.empty() ? "" : ", ") + key + " " +
            (value.is_string() ? value.get<std::string>() : to_text(value));
  }
  return text;
}

bool is_counter(const Json& labels, const std::string& query,
                const std::vector<std::vector<Sample>>& all) {
  const std::string name = string_or(labels, "__name__", query);
  const bool raw = query.find('(') == std::string::npos;
  if (raw && RE2::PartialMatch(name, "_(total|count|sum|bucket)\\b")) {
    return true;
  }
  return std::all_of(all.begin(), all.end(), [](std::vector<Sample> samples) {
    std::erase_if(samples, [](const Sample& sample) { return !std::isfinite(sample.value); });
    return std::is_sorted(samples.begin(), samples.end(),
                          [](const Sample& a, const Sample& b) { return a.value < b.value; });
  });
}

/// `born`: the series began within the range, as a counter does with its first count: from zero.
MetricSeries read_series(const std::vector<Sample>& samples, bool counter, bool born) {
  MetricSeries series;
  const Sample zero{samples.empty() ? 0 : samples.front().at_s, 0};
  const Sample* last = counter && born ? &zero : nullptr;
  for (const Sample& sample : samples) {
    if (!std::isfinite(sample.value)) continue;
    if (last == nullptr) series.first = sample.value;
    if (last != nullptr && sample.value != last->value) {
      const bool restarted = counter && sample.value < last->value;
      series.steps.push_back(
          {wall(sample.at_s), restarted ? sample.value : sample.value - last->value});
    }
    last = &sample;
  }
  if (last != nullptr) series.last = last->value;
  return series;
}

double median_step(const std::vector<std::vector<Sample>>& all) {
  std::vector<double> gaps;
  for (const auto& samples : all) {
    for (std::size_t i = 1; i < samples.size(); ++i) {
      gaps.push_back(samples[i].at_s - samples[i - 1].at_s);
    }
  }
  if (gaps.empty()) return 0;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  return *middle;
}

/// Raw samples come from an instant query of a range selector; a stepped range repeats them.
bool is_raw(const Entry& entry) {
  if (entry.func.ends_with("query_interval")) return false;
  const std::string query = string_or(member(entry.provider, "arguments"), "query");
  static const RE2 selector("\\[\\s*\\d+(?:ms|[smhdwy])[^\\]:]*\\]\\s*$");
  return RE2::PartialMatch(query, selector);
}

std::size_t not_finite(const std::vector<std::vector<Sample>>& all) {
  std::size_t n = 0;
  for (const auto& samples : all) {
    for (const Sample& sample : samples)
      n += std::isfinite(sample.value) ? 0U : 1U;
  }
  return n;
}

MetricReading read_matrix(const Entry& entry, const Json& result) {
  MetricReading reading;
  reading.lane.activity = entry.name;
  reading.lane.query = string_or(member(entry.provider, "arguments"), "query", entry.name);
  std::vector<std::vector<Sample>> all;
  for (const Json& series : result)
    all.push_back(read_samples(member(series, "values")));
  const Json labels = result.empty() ? Json() : member(result.front(), "metric");
  reading.counter = is_counter(labels, reading.lane.query, all);
  reading.step_seconds = reading.lane.step_seconds = median_step(all);
  reading.lane.true_times = is_raw(entry);
  reading.lane.odd_samples = not_finite(all);
  const auto differ = differing_labels(result);
  std::set<double> changes;
  double from = std::numeric_limits<double>::infinity();
  double to = -from;
  for (const auto& samples : all) {
    if (samples.empty()) continue;
    from = std::min(from, samples.front().at_s);
    to = std::max(to, samples.back().at_s);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool born = !all[i].empty() && all[i].front().at_s > from + 1.5 * reading.step_seconds;
    MetricSeries series = read_series(all[i], reading.counter, born);
    series.label = label_of(member(result[i], "metric"), differ);
    for (const MetricStep& step : series.steps) {
      changes.insert(seconds(step.at.time_since_epoch()));
    }
    reading.lane.series.push_back(std::move(series));
  }
  if (from <= to) {
    reading.lane.from = wall(from);
    reading.lane.to = wall(to);
  }
  reading.lane.scrape_interval_seconds =
      reading.lane.true_times
          ? std::round(reading.step_seconds)
          : scrape_interval({changes.begin(), changes.end()}, reading.step_seconds);
  return reading;
}

}  // namespace

double scrape_interval(const std::vector<double>& times_s, double step_s) {
  if (times_s.size() < 3) return 0;
  const double slack = step_s + 0.01;
  for (const double interval : {120.0, 60.0, 30.0, 20.0, 15.0, 10.0, 5.0, 2.0, 1.0}) {
    bool explains = interval > 2 * slack;  // finer ones cannot be told apart
    for (std::size_t i = 1; explains && i < times_s.size(); ++i) {
      const double gap = times_s[i] - times_s[i - 1];
      const double scrapes = std::max(1.0, std::round(gap / interval));
      explains = std::abs(gap - scrapes * interval) <= slack;
    }
    if (explains) return interval;
  }
  return 0;
}

bool counts_failures(const MetricSeries& series) {
  return RE2::PartialMatch(series.label, "(?i)(code|status)\\S* [45]|error|fail");
}

std::vector<MetricReading> read_metrics(const Journal& journal) {
  std::vector<MetricReading> readings;
  for (const Entry& entry : journal.entries) {
    const Json& wrapped = member(entry.output, "data");
    const Json& data = wrapped.is_object() ? wrapped : entry.output;
    if (string_or(data, "resultType") != "matrix") continue;
    const Json& result = member(data, "result");
    if (!result.is_array()) continue;
    readings.push_back(read_matrix(entry, result));
  }
  return readings;
}

}  // namespace brunt::impact

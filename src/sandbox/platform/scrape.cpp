#include "sandbox/platform/scrape.h"

#include <algorithm>

#include <fmt/format.h>

#include "sandbox/platform/timer.h"

namespace brunt::sandbox::platform {

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t ms_of(WallTime at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

}  // namespace

promql::Labels Intake::labelled(promql::Labels labels) const {
  for (const auto& [name, value] : {std::pair{"job", &job_}, std::pair{"instance", &instance_}}) {
    if (const auto own = labels.find(name); own != labels.end()) {
      labels[fmt::format("exported_{}", name)] = own->second;
    }
    labels[name] = *value;
  }
  return labels;
}

Result<> Intake::take(promql::Store& store, std::int64_t time_ms, double seconds,
                      const std::optional<std::string>& text) {
  Result<std::vector<ScrapedSample>> samples = std::vector<ScrapedSample>();
  if (text) samples = read_exposition(*text);
  std::set<promql::Labels> now;
  std::size_t added = 0;
  if (samples) {
    for (const ScrapedSample& sample : *samples) {
      promql::Labels labels = labelled(sample.labels);
      store.append(labels, {sample.time_ms.value_or(time_ms), sample.value});
      if (!before_.contains(labels)) ++added;
      // A target that gives its own times is expected to know when a series ends.
      if (!sample.time_ms) now.insert(std::move(labels));
    }
  }
  for (const promql::Labels& labels : before_) {
    if (!now.contains(labels)) store.append(labels, {time_ms, promql::stale_marker()});
  }
  before_ = std::move(now);
  const auto count = static_cast<double>(samples ? samples->size() : 0);
  const std::pair<const char*, double> own[] = {
      {"up", text && samples ? 1 : 0},
      {"scrape_duration_seconds", seconds},
      {"scrape_samples_scraped", count},
      {"scrape_samples_post_metric_relabeling", count},
      {"scrape_series_added", static_cast<double>(added)}};
  for (const auto& [name, value] : own) {
    store.append(labelled({{promql::metric_name, name}}), {time_ms, value});
  }
  if (!samples) return std::unexpected(samples.error());
  return {};
}

Scraper::Scraper(MetricsSettings settings, Samples& samples)
    : settings_(std::move(settings)),
      samples_(samples),
      intake_(settings_.job, settings_.instance),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Scraper::run(const std::stop_token& stop) {
  auto next = Clock::now();
  while (!stop.stop_requested()) {
    scrape(stop);
    next += settings_.interval;
    // A scrape that took longer than the interval skips those that it missed.
    while (next < Clock::now())
      next += settings_.interval;
    if (!wait_until(next, stop)) return;
  }
}

void Scraper::scrape(const std::stop_token& stop) {
  const WallTime at = wall_now();
  const auto started = Clock::now();
  net::Request request;
  request.url = settings_.scrape;
  request.headers = {{"Accept", "text/plain;version=0.0.4;q=1,*/*;q=0.1"}};
  request.use_proxy_environment = false;
  const auto limit =
      std::min<std::chrono::milliseconds>(settings_.interval, std::chrono::seconds(10));
  const auto answer = client_.send(request, {Deadline::in(limit), stop});
  if (stop.stop_requested()) return;  // cut short by our own end: says nothing about the target
  std::string error;
  std::optional<std::string> text;
  if (!answer) {
    error = answer.error().what;
  } else if (answer->status != 200) {
    error = fmt::format("server returned HTTP status {}", answer->status);
  } else {
    text = answer->body;
  }
  const double took = seconds(Clock::now() - started);
  const std::unique_lock lock(samples_.mutex);
  const auto taken = intake_.take(samples_.store, ms_of(at), took, text);
  if (!taken) error = taken.error().context + ": " + taken.error().what;
  samples_.target = {error.empty(), error, at, took, true};
}

}  // namespace brunt::sandbox::platform

#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <thread>

#include "base/time.h"
#include "net/http_client.h"
#include "sandbox/platform/exposition.h"
#include "sandbox/platform/promql/store.h"
#include "sandbox/platform/settings.h"

namespace brunt::sandbox::platform {

/// What the last scrape was like.
struct Target {
  bool up = false;
  std::string error;  ///< "" when up
  WallTime last{};
  double seconds = 0;
  bool scraped = false;  ///< at least once
};

/// The samples, and who is allowed to touch them.
struct Samples {
  mutable std::shared_mutex mutex;
  promql::Store store;  ///< guarded by mutex
  Target target;        ///< guarded by mutex
};

/// Turns scrapes into samples: labels `job` and `instance` added (the target's own ones become
/// `exported_`...), `up` and the `scrape_` series beside them, a stale marker for each series that
/// the next scrape lacks. Source: Prometheus 2, scrape/scrape.go.
class Intake {
 public:
  Intake(std::string job, std::string instance)
      : job_(std::move(job)), instance_(std::move(instance)) {}

  /// One scrape at `time_ms` that took `seconds`; `text` is nothing when it failed.
  /// Errors: `invalid_input` when the text cannot be read; the scrape then counts as failed.
  Result<> take(promql::Store& store, std::int64_t time_ms, double seconds,
                const std::optional<std::string>& text);

 private:
  promql::Labels labelled(promql::Labels labels) const;

  std::string job_, instance_;
  std::set<promql::Labels> before_;  ///< series of the scrape before
};

/// Scrapes one target every interval, on a thread of its own, until it is destroyed.
class Scraper {
 public:
  Scraper(MetricsSettings settings, Samples& samples);

 private:
  void run(const std::stop_token& stop);
  void scrape(const std::stop_token& stop);

  MetricsSettings settings_;
  Samples& samples_;
  Intake intake_;
  net::HttpClient client_;
  std::jthread thread_;  // last
};

}  // namespace brunt::sandbox::platform

#pragma once

#include <string>

#include "net/http_server.h"
#include "sandbox/platform/scrape.h"
#include "sandbox/platform/settings.h"

namespace brunt::sandbox::platform {

/// The subset of Prometheus' HTTP API v1 that the metrics part answers, GET and POST forms:
/// query, query_range, series, labels, label/NAME/values, targets, metadata, alerts, rules,
/// status/buildinfo; beside it /-/healthy, /-/ready, and pages of a line each at /graph and
/// /alerts. Anything else is a 404 that says so. Any thread may call handle(). Source:
/// prometheus.io/docs, querying/api; measured on a running 2.42.
class QueryApi {
 public:
  QueryApi(const MetricsSettings& settings, const Samples& samples)
      : settings_(settings), samples_(samples) {}

  /// `now` is the default evaluation time.
  net::ServerResponse handle(const net::ServerRequest& request, WallTime now) const;

 private:
  net::ServerResponse api(std::string_view rest, const net::ServerRequest& request,
                          WallTime now) const;
  net::ServerResponse targets() const;

  MetricsSettings settings_;
  const Samples& samples_;
};

}  // namespace brunt::sandbox::platform

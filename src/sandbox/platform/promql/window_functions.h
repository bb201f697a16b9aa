#pragma once

#include <optional>

#include "sandbox/platform/promql/function.h"

namespace brunt::sandbox::platform::promql {

// Functions over a window, as Prometheus 2 computes them, its extrapolation to the ends of the
// window included. Nothing when there are too few samples. Source: Prometheus, promql/functions.go.

std::optional<double> rate(const Window& window);
std::optional<double> increase(const Window& window);
std::optional<double> delta(const Window& window);
std::optional<double> irate(const Window& window);
std::optional<double> idelta(const Window& window);
std::optional<double> changes(const Window& window);
std::optional<double> resets(const Window& window);
std::optional<double> sum_over_time(const Window& window);
std::optional<double> avg_over_time(const Window& window);
std::optional<double> min_over_time(const Window& window);
std::optional<double> max_over_time(const Window& window);
std::optional<double> count_over_time(const Window& window);
std::optional<double> last_over_time(const Window& window);
std::optional<double> present_over_time(const Window& window);

}  // namespace brunt::sandbox::platform::promql

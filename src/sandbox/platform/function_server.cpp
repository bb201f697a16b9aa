#include "sandbox/platform/function_server.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/time.h"
#include "sandbox/platform/astre.h"
#include "sandbox/platform/timer.h"

namespace brunt::sandbox::platform {

std::chrono::nanoseconds delay_of(const DelaySettings& settings, double u) {
  const double half = static_cast<double>(settings.spread.count()) / 2;
  const double tail = std::min(half * -std::log2(1 - u), 20 * half);
  return settings.min + std::chrono::nanoseconds(std::llround(tail * 1000));
}

FunctionServer::FunctionServer(FunctionSettings settings, LineSink log)
    : settings_(std::move(settings)), log_(std::move(log)), random_(std::random_device{}()) {}

std::chrono::nanoseconds FunctionServer::next_delay() {
  const std::lock_guard lock(mutex_);
  return delay_of(settings_.delay, std::uniform_real_distribution<>()(random_));
}

net::ServerResponse FunctionServer::handle(const net::ServerRequest& request) {
  if (request.path == "/_/health") {
    return {
        leaving_ ? 503 : 200, {{"Content-Type", "text/plain"}}, leaving_ ? "leaving" : "OK", {}};
  }
  const auto started = std::chrono::steady_clock::now();
  Answer answer = astre(request.body, std::chrono::floor<std::chrono::days>(wall_now()));
  // Not ended by a stop: what has been read is answered.
  if (answer.status == 200) {
    wait_until(std::chrono::steady_clock::now() + next_delay(), std::stop_token());
  }
  log_(log_line(wall_now(),
                fmt::format("{} {} - [{}] - {:.6f} seconds", request.method, request.path,
                            answer.status, seconds(std::chrono::steady_clock::now() - started))));
  return {answer.status, {{"Content-Type", "application/json"}}, std::move(answer.body), {}};
}

}  // namespace brunt::sandbox::platform

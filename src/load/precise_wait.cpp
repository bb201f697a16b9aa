#include "load/precise_wait.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

#include <sys/prctl.h>

namespace brunt::load {

using std::chrono::nanoseconds;
using Instant = PreciseWait::Instant;

namespace {

timespec to_timespec(nanoseconds value) {
  return {static_cast<time_t>(value.count() / 1'000'000'000),
          static_cast<long>(value.count() % 1'000'000'000)};
}

/// How much later than asked a sleep in epoll ends, at the median.
nanoseconds wake_up_cost(int epoll) {
  std::array<nanoseconds, 50> costs{};
  for (nanoseconds& cost : costs) {
    epoll_event event{};
    const timespec ask = to_timespec(std::chrono::microseconds(20));
    const Instant before = std::chrono::steady_clock::now();
    ::epoll_pwait2(epoll, &event, 1, &ask, nullptr);
    cost = std::chrono::steady_clock::now() - before - std::chrono::microseconds(20);
  }
  std::ranges::nth_element(costs, costs.begin() + costs.size() / 2);
  return std::max(costs[costs.size() / 2], nanoseconds(0));
}

}  // namespace

brunt::Result<PreciseWait> PreciseWait::make() {
  PreciseWait wait;
  wait.epoll_ = sys::Fd(::epoll_create1(EPOLL_CLOEXEC));
  if (!wait.epoll_) {
    return std::unexpected(Error{
        Errc::unavailable,
        std::string("cannot make an epoll descriptor: ") + std::generic_category().message(errno),
        {}});
  }
  wait.old_slack_ = ::prctl(PR_GET_TIMERSLACK);
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  wait.margin_ = std::clamp<nanoseconds>(2 * wake_up_cost(wait.fd()), std::chrono::microseconds(10),
                                         std::chrono::microseconds(200));
  return wait;
}

PreciseWait::PreciseWait(PreciseWait&& other) noexcept
    : epoll_(std::move(other.epoll_)),
      old_slack_(std::exchange(other.old_slack_, -1)),
      margin_(other.margin_) {}

PreciseWait::~PreciseWait() {
  if (old_slack_ > 0) ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(old_slack_));
}

int PreciseWait::wait(epoll_event* events, int capacity, Instant exact, Instant rough) const {
  const Instant now = std::chrono::steady_clock::now();
  // Near the instant: poll, so that neither it nor an event is missed.
  if (exact <= now + margin_ || rough <= now) return ::epoll_wait(fd(), events, capacity, 0);
  const Instant until = std::min(rough, exact - margin_);
  const nanoseconds left = std::min<nanoseconds>(until - now, std::chrono::hours(1));
  const timespec ask = to_timespec(left);
  const int count = ::epoll_pwait2(fd(), events, capacity, &ask, nullptr);
  if (count >= 0 || errno != ENOSYS) return count;
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(left).count();
  return ::epoll_wait(fd(), events, capacity, static_cast<int>(ms));
}

}  // namespace brunt::load

#include "load/engine.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>

#include "base/text.h"
#include "sys/no_sigpipe.h"

namespace brunt::load {

using std::chrono::nanoseconds;

namespace {

constexpr std::uint64_t stop_name = UINT64_MAX;
constexpr std::uint64_t abandon_name = UINT64_MAX - 1;
constexpr std::uint64_t resolver_name = UINT64_MAX - 2;
constexpr auto tick_every = std::chrono::milliseconds(250);
constexpr int launches_a_step = 64;  ///< then events have their turn
constexpr std::uint64_t spare_descriptors = 32;

Instant now_steady() {
  return std::chrono::steady_clock::now();
}

/// `at` + `by` that stays in range.
Instant later(Instant at, nanoseconds by) {
  return by > Instant::max() - at ? Instant::max() : at + by;
}

}  // namespace

TlsTrust trust_of(const AttackOptions& options) {
  return {options.verify_tls, options.ca_files, options.certificate_file, options.key_file,
          options.session_tickets};
}

namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// Soft limit raised to the hard one; what it is now.
std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) return raised.rlim_cur;
  }
  return limit.rlim_cur;
}

}  // namespace

brunt::Result<> check(const AttackOptions& options) {
  if (!options.schedule && options.rate_hits == 0 && options.max_workers == UINT64_MAX) {
    return bad("-rate=0 requires setting -max-workers");
  }
  if (options.max_workers == 0) return bad("-max-workers=0 would never send: give at least 1");
  if (options.duration.count() < 0 || options.timeout.count() < 0) {
    return bad("duration and timeout cannot be negative");
  }
  for (const std::string& server : options.resolvers) {
    if (is_name_server(server)) continue;
    return bad(
        fmt::format("-resolvers: '{}' is no IPv4 address of a name server such as 127.0.0.1 "
                    "or 127.0.0.1:5353",
                    printable(server)));
  }
  return {};
}

Engine::Engine(const AttackOptions& options, const OnResult& on_result,
               const OnProgress& on_progress, const Limits& limits, PreciseWait wait)
    : options_(options),
      on_result_(on_result),
      on_progress_(on_progress),
      limits_(limits),
      wait_(std::move(wait)),
      stop_fd_(limits.stop),
      abandon_fd_(options.abandon),
      resolver_(options.resolvers),
      style_{options.name, options.keepalive, options.seq_header, options.chunked, options.gzip} {}

Engine::~Engine() = default;

brunt::Result<> Engine::prepare() {
  BRUNT_TRY(check(options_));
  BRUNT_TRY(prepare_source());
  BRUNT_TRY(prepare_schedule());
  BRUNT_TRY(prepare_requests());
  BRUNT_TRY(prepare_limits());
  BRUNT_TRY(prepare_tls());
  watch_stop();
  resolve_all();
  return {};
}

brunt::Result<> Engine::prepare_source() {
  if (options_.source_address.empty()) return {};
  auto found = numeric_address(options_.source_address, 0);
  if (found.empty()) {
    return bad(fmt::format("source address '{}' is no address of this machine such as 127.0.0.2",
                           printable(options_.source_address)));
  }
  source_ = std::move(found.front());
  return {};
}

brunt::Result<> Engine::prepare_schedule() {
  schedule_ = options_.schedule;
  if (!schedule_ && options_.rate_hits != 0) {
    schedule_ = BRUNT_TRY(Schedule::constant({options_.rate_hits, options_.rate_per}));
  }
  if (const auto& whole = schedule_) {
    schedule_ = BRUNT_TRY(whole->shard(options_.shard, options_.shards));
  }
  return {};
}

brunt::Result<> Engine::prepare_requests() {
  if (options_.targets.empty() && !options_.next_target) return bad("no targets to attack");
  requests_.reserve(options_.targets.size());
  for (const Target& target : options_.targets) {
    requests_.push_back(BRUNT_TRY(make_request(target, style_)));
    requests_.back().endpoint = endpoint_for(requests_.back().url);
  }
  return {};
}

brunt::Result<> Engine::prepare_limits() {
  const std::uint64_t limit = raise_descriptor_limit();
  const auto used = static_cast<std::uint64_t>(resolver_.fd()) + spare_descriptors;
  if (limit < used + 8) {
    return std::unexpected(
        Error{Errc::unavailable,
              fmt::format("out of descriptors: {} allowed (ulimit -n), {} needed", limit, used + 8),
              {}});
  }
  max_open_ = limit - used;
  max_in_flight_ = std::min(options_.max_workers, max_open_);
  const double usual = schedule_ ? seconds(schedule_->interval()) : 0;
  const double hang = usual > 0 ? seconds(options_.timeout) / usual : 0;
  if (hang > static_cast<double>(max_open_) && options_.max_workers > max_open_) {
    warnings_.push_back(fmt::format(
        "a service that hangs would need {:.0f} connections (rate times timeout), {} are allowed "
        "(ulimit -n); hits over that wait, timed from when they were due",
        hang, max_open_));
  }
  return {};
}

brunt::Result<> Engine::prepare_tls() {
  // Else it is made when a redirect asks for it: reading the system's certificates takes time.
  if (std::ranges::any_of(endpoints_, [](const Endpoint& to) { return to.tls; })) {
    tls_ = BRUNT_TRY(TlsContext::make(trust_of(options_)));
  }
  return {};
}

void Engine::watch_stop() {
  const std::pair<int, std::uint64_t> watched[] = {{stop_fd_.get(), stop_name},
                                                   {abandon_fd_.get(), abandon_name},
                                                   {resolver_.fd(), resolver_name}};
  for (const auto& [fd, name] : watched) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = name;
    ::epoll_ctl(wait_.fd(), EPOLL_CTL_ADD, fd, &event);
  }
}

/// Names are known before the first hit is due, or the time to wait for them is over.
void Engine::resolve_all() {
  const Instant until = std::min(limits_.deadline.when(), now_steady() + std::chrono::seconds(10));
  const auto pending = [&] {
    return std::ranges::any_of(endpoints_, [](const Endpoint& to) { return to.resolving; });
  };
  while (pending() && !limits_.stop.stop_requested()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now_steady()).count();
    if (left <= 0) break;
    std::array<pollfd, 2> polled{pollfd{resolver_.fd(), POLLIN, 0},
                                 pollfd{stop_fd_.get(), POLLIN, 0}};
    ::poll(polled.data(), polled.size(), static_cast<int>(left));
    take_answers();
  }
}

Summary Engine::run() {
  const sys::NoSigpipe quiet;
  start_ = now_steady();
  wall_start_ = wall_now();
  tally_ = std::make_unique<Tally>(wall_start_);
  next_tick_ = start_ + tick_every;
  nanoseconds length = options_.duration.count() > 0 ? options_.duration : nanoseconds::max();
  if (schedule_) length = std::min(length, schedule_->length());
  end_ = later(start_, length);
  give_up_ = end_ == Instant::max() ? end_ : later(end_, options_.timeout);
  if (schedule_ && length != nanoseconds::max()) total_ = schedule_->hits_before(length);
  while (true) {
    const Instant now = now_steady();
    step(now);
    if (finished()) break;
    wait_for_events();
  }
  const std::uint64_t due = due_by(now_steady());
  if (on_progress_) on_progress_(tally_->progress(due, 0));
  Summary summary = tally_->summary(due, schedule_ ? schedule_->interval() : nanoseconds(0));
  summary.stopped = stopped_;
  summary.connections = opened_;
  summary.retried = retried_;
  summary.shed = shed_;
  summary.queued -= std::min(shed_, summary.queued);
  summary.target_error = std::move(target_error_);
  summary.warnings = std::move(warnings_);
  summary.record_error = std::move(record_error_);
  return summary;
}

void Engine::step(Instant now) {
  if (limits_.stop.stop_requested() && !stopping_) {
    stopped_ = true;
    stop_sending(now);
  }
  if (now >= give_up_ && !stopping_) stop_sending(now);
  if (limits_.deadline.when() <= now || options_.abandon.stop_requested()) {
    stopped_ = true;
    stop_sending(now);
    abort_all();
    return;
  }
  launch_due(now);
  if (options_.shed) shed_due(now);
  while (!ready_.empty()) {
    Exchange* exchange = ready_.front();
    ready_.pop_front();
    start(*exchange);
  }
  expire(now);
  tick(now);
}

bool Engine::finished() const {
  const bool sent_all = stopping_ || next_ >= total_ || (!schedule_ && now_steady() >= end_);
  return sent_all && in_flight_.empty();
}

bool Engine::may_launch(Instant now) const {
  if (stopping_ || next_ >= total_ || in_flight_.size() >= max_in_flight_) return false;
  return schedule_ ? due_of_next(*schedule_) <= now : now < end_;
}

void Engine::launch_due(Instant now) {
  for (int i = 0; i < launches_a_step && may_launch(now); ++i) {
    launch(schedule_ ? due_of_next(*schedule_) : now, now_steady());
  }
}

/// All places in flight are taken: what is due now is never sent.
void Engine::shed_due(Instant now) {
  if (!schedule_ || stopping_ || in_flight_.size() < max_in_flight_) return;
  for (; next_ < total_ && due_of_next(*schedule_) <= now; ++next_)
    ++shed_;
}

/// The next target of a lazy list; false at its end.
bool Engine::take_lazy(std::unique_ptr<RequestBlock>& into) {
  auto given = options_.next_target();
  if (!given) {
    target_error_ = std::move(given).error();
  } else if (const auto& target = *given; target) {
    auto made = make_request(*target, style_);
    if (made) {
      made->endpoint = endpoint_for(made->url);
      into = std::make_unique<RequestBlock>(*std::move(made));
      return true;
    }
    target_error_ = std::move(made).error();
  }
  total_ = next_;
  return false;
}

void Engine::launch(Instant due, Instant now) {
  std::unique_ptr<RequestBlock> lazy;
  if (options_.next_target && !take_lazy(lazy)) return;
  if (spare_.empty()) spare_.emplace_back();
  in_flight_.splice(in_flight_.end(), spare_, spare_.begin());
  Exchange& exchange = in_flight_.back();
  exchange.reset();
  exchange.self = std::prev(in_flight_.end());
  exchange.seq = schedule_ ? schedule_->number(next_) : next_;
  ++next_;
  exchange.due = due;
  exchange.sent = now;
  exchange.lazy = std::move(lazy);
  exchange.first =
      exchange.lazy ? exchange.lazy.get() : &requests_[exchange.seq % requests_.size()];
  exchange.request = exchange.first;
  tally_->sent(due - start_, now - due);
  if (options_.on_sent) {
    options_.on_sent(Sent{exchange.seq, wall_start_ + (due - start_), &exchange.first->target});
  }
  start(exchange);
}

/// Kept until the next hit: a curve takes a microsecond to say it.
Instant Engine::due_of_next(const Schedule& schedule) const {
  if (asked_next_ != next_) {
    asked_next_ = next_;
    next_at_ = later(start_, schedule.due(next_));
  }
  return next_at_;
}

std::uint64_t Engine::due_by(Instant now) const {
  if (!schedule_) return next_;
  const std::uint64_t due =
      stopping_ ? total_ : schedule_->hits_before(now - start_ + nanoseconds(1));
  return std::max(next_, std::min(due, total_));
}

/// When the next hit goes out; never while no place is free for it.
Instant Engine::next_due(Instant now) const {
  if (stopping_ || next_ >= total_ || in_flight_.size() >= max_in_flight_) return Instant::max();
  return schedule_ ? due_of_next(*schedule_) : (now < end_ ? now : Instant::max());
}

Instant Engine::next_deadline() const {
  Instant next = std::min(limits_.deadline.when(), next_tick_);
  if (!stopping_ && next_ < total_) next = std::min(next, schedule_ ? give_up_ : end_);
  if (options_.timeout.count() > 0 && !in_flight_.empty()) {
    next = std::min(next, later(in_flight_.front().sent, options_.timeout));
  }
  return next;
}

void Engine::wait_for_events() {
  std::array<epoll_event, 128> events;
  const Instant exact = next_due(now_steady());
  const Instant rough = ready_.empty() ? next_deadline() : Instant::min();
  const int count = wait_.wait(events.data(), static_cast<int>(events.size()), exact, rough);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::uint64_t name = event.data.u64;
    if (name == resolver_name) {
      take_answers();
    } else if (name == stop_name || name == abandon_name) {
      // The tokens tell; the descriptors have done their work.
      const int fd = name == stop_name ? stop_fd_.get() : abandon_fd_.get();
      ::epoll_ctl(wait_.fd(), EPOLL_CTL_DEL, fd, nullptr);
    } else {
      on_event(name, event.events);
    }
  }
}

void Engine::expire(Instant now) {
  if (options_.timeout.count() == 0) return;
  while (!in_flight_.empty() && later(in_flight_.front().sent, options_.timeout) <= now) {
    timed_out(in_flight_.front());
  }
}

void Engine::stop_sending(Instant now) {
  if (stopping_) return;
  total_ = due_by(now);
  stopping_ = true;
}

void Engine::abort_all() {
  ready_.clear();
  while (!in_flight_.empty()) {
    Exchange& exchange = in_flight_.front();
    fail(exchange,
         {ErrorClass::aborted, ErrorDetail::none, while_doing(exchange, "context canceled")});
  }
}

void Engine::tick(Instant now) {
  if (now < next_tick_) return;
  next_tick_ = now + tick_every;
  if (on_progress_) on_progress_(tally_->progress(due_by(now), in_flight_.size()));
  tally_->next();
}

brunt::Result<Summary> attack(const AttackOptions& options,
                              const std::function<brunt::Result<>(const Result&)>& on_result,
                              const std::function<void(const Progress&)>& on_progress,
                              const Limits& limits) {
  auto engine = std::make_unique<Engine>(options, on_result, on_progress, limits,
                                         BRUNT_TRY(PreciseWait::make()));
  BRUNT_TRY(engine->prepare());
  return engine->run();
}

}  // namespace brunt::load

#include "run/drive.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "base/time.h"

namespace brunt::run {
namespace {

using model::Event;
using model::EventKind;

class Driver {
 public:
  Driver(Plan& plan, const Schedule& schedule, const Outside& outside)
      : plan_(plan),
        schedule_(schedule),
        outside_(outside),
        executor_(outside.perform, outside.clock, inbox_,
                  [this](Event event) { on_finished(std::move(event)); }) {}

  std::vector<Event> run(const Event& first, std::stop_token stop, std::stop_token give_up) {
    const std::stop_callback wake(std::move(stop), [&] { interrupt(false); });
    const std::stop_callback wake_again(std::move(give_up), [&] { interrupt(true); });
    std::unique_lock turn(mutex_);
    const Leaving leaving(over_);
    append(first, true);
    apply(plan_.begin());
    while (!plan_.done() && !thrown_) {
      waits_until_ = next_wake();
      turn.unlock();
      inbox_.wait(waits_until_);
      turn.lock();
      take_all();
      on_time();
    }
    if (thrown_) std::rethrow_exception(thrown_);
    return std::move(events_);
  }

 private:
  /// Says that nothing is decided any more, however run() is left.
  class Leaving {
   public:
    explicit Leaving(bool& over) : over_(over) {}
    ~Leaving() { over_ = true; }
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;

   private:
    bool& over_;
  };

  /// What a worker does with its activity's end: it decides what comes next, and runs that if it
  /// can, since waking the thread that waits, and that one waking a worker, takes longer than many
  /// an activity.
  void on_finished(Event event) {
    const std::lock_guard turn(mutex_);
    if (over_) return;
    try {
      worker_is_free_ = true;
      take_all();
      if (!plan_.done()) take(std::move(event));
      on_time();
    } catch (...) {  // as if the waiting thread had met it
      thrown_ = std::current_exception();
    }
    worker_is_free_ = false;
    if (plan_.done() || thrown_ || next_wake() < waits_until_) inbox_.poke();
  }

  void take_all() {
    while (!plan_.done()) {
      auto event = inbox_.pop();
      if (!event) return;
      take(*std::move(event));
    }
  }

  void on_time() {
    if (plan_.done()) return;
    const auto due = plan_.next_due();
    const Instant now = outside_.clock.since_start();
    if (due && *due <= now) apply(plan_.on_due(now));
    if (ignored_since_ && now >= *ignored_since_ + outside_.patience) {
      tell_of_ignored_stop(*ignored_since_, now);
    }
  }

  /// Called from whichever thread stops the run.
  void interrupt(bool give_up) {
    Json data = {{"by", outside_.interrupted_by()}};
    if (give_up) data["give_up"] = true;
    inbox_.push(interruption(std::move(data)));
  }

  Event interruption(Json data) const {
    Event event;
    event.kind = EventKind::interrupted;
    event.data = std::move(data);
    return stamped(std::move(event));
  }

  const Step& step(model::Phase phase, std::size_t index) const {
    return schedule_.steps(phase)[index];
  }

  /// An event of one activity; not stamped yet.
  Event activity_event(EventKind kind, const JobKey& key, Json data) const {
    Event event;
    event.kind = kind;
    event.phase = key.phase;
    event.index = key.index;
    event.round = key.round;
    event.activity = step(key.phase, key.index).name;
    event.data = std::move(data);
    return event;
  }

  Event stamped(Event event) const {
    event.at = outside_.clock.wall();
    event.since_start = outside_.clock.since_start();
    return event;
  }

  /// Must it outlive the machine before anything follows?
  bool is_weighty(const Event& event) const {
    switch (event.kind) {
      case EventKind::activity_started:
      case EventKind::activity_finished:
        return event.index && step(event.phase, *event.index).acts;
      case EventKind::phase_finished:
        return event.phase != model::Phase::during;
      case EventKind::run_started:
      case EventKind::interrupted:
      case EventKind::run_finished:
        return true;
      default:
        return false;
    }
  }

  using Wake = std::chrono::steady_clock::time_point;

  /// Wake::max() when nothing is to be done by itself.
  Wake next_wake() const {
    std::optional<Instant> wake = plan_.next_due();
    if (ignored_since_) {
      const Instant told = *ignored_since_ + outside_.patience;
      wake = wake ? std::min(*wake, told) : told;
    }
    if (!wake) return Wake::max();
    return Wake::clock::now() + (*wake - outside_.clock.since_start());
  }

  void append(Event event, bool sync) {
    const auto written = outside_.append(event, sync);
    if (!written && !disk_failed_) {
      disk_failed_ = true;
      inbox_.push(interruption({{"by", "journal"}, {"reason", written.error().what}}));
    }
    outside_.observe(event);
    events_.push_back(std::move(event));
  }

  void take(Event event) {
    if (event.kind == EventKind::activity_progress) {
      outside_.observe(event);
      return;
    }
    if (event.kind == EventKind::interrupted) event.phase = phase_;
    if (event.kind == EventKind::activity_finished && event.index) {
      executor_.finished({event.phase, *event.index, event.round});
    }
    const bool sync = is_weighty(event);
    append(event, sync);
    apply(plan_.on(event));
  }

  /// First all is put on record, then done.
  void apply(const std::vector<Command>& commands) {
    std::vector<Event> events = on_record(commands);
    const bool sync = std::any_of(events.begin(), events.end(),
                                  [&](const Event& event) { return is_weighty(event); });
    for (std::size_t i = 0; i < events.size(); ++i) {
      append(std::move(events[i]), sync && i + 1 == events.size());
    }
    for (const Command& command : commands) {
      if (const auto* start = std::get_if<Start>(&command)) {
        const bool takes = std::exchange(worker_is_free_, false);
        executor_.start(*start, step(start->phase, start->index).name,
                        takes ? Executor::Caller::worker : Executor::Caller::other);
      } else if (const auto* stop = std::get_if<Stop>(&command)) {
        executor_.stop(stop->rollbacks);
        if (!executor_.running().empty()) ignored_since_ = outside_.clock.since_start();
      }
    }
  }

  std::vector<Event> on_record(const std::vector<Command>& commands) {
    std::vector<Event> out;
    out.reserve(commands.size());
    for (const Command& command : commands) {
      if (const auto* record = std::get_if<Record>(&command)) {
        if (record->event.phase != model::Phase::during) phase_ = record->event.phase;
        out.push_back(stamped(record->event));
      } else if (const auto* start = std::get_if<Start>(&command)) {
        Json data = outside_.start_data(start->phase, start->index);
        if (start->attempt > 1) data["attempt"] = start->attempt;
        out.push_back(
            stamped(activity_event(EventKind::activity_started,
                                   {start->phase, start->index, start->round}, std::move(data))));
      }
    }
    return out;
  }

  void tell_of_ignored_stop(Instant since, Instant now) {
    const double waited = seconds(now - since);
    ignored_since_.reset();
    for (const JobKey& key : executor_.running()) {
      outside_.observe(stamped(
          activity_event(EventKind::activity_progress, key, {{"stop_ignored_for", waited}})));
    }
  }

  Plan& plan_;
  const Schedule& schedule_;
  const Outside& outside_;
  Inbox<Event> inbox_;
  std::mutex mutex_;  ///< whoever decides holds it; guards what follows, and the plan
  std::vector<Event> events_;
  model::Phase phase_ = model::Phase::before;
  bool disk_failed_ = false;
  bool over_ = false;
  std::optional<Instant> ignored_since_;
  bool worker_is_free_ = false;  ///< this thread is one, and takes the next activity
  Wake waits_until_{};           ///< when the waiting thread looks by itself
  std::exception_ptr thrown_;
  Executor executor_;  // last: its threads are joined before the rest goes
};

}  // namespace

std::vector<Event> drive(Plan& plan, const Schedule& schedule, const Event& first,
                         const Outside& outside, std::stop_token stop, std::stop_token give_up) {
  return Driver(plan, schedule, outside).run(first, std::move(stop), std::move(give_up));
}

}  // namespace brunt::run

#include "run/drive.h"

#include <algorithm>
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
        executor_(outside.perform, outside.clock, inbox_) {}

  std::vector<Event> run(const Event& first, std::stop_token stop, std::stop_token give_up) {
    const std::stop_callback wake(std::move(stop), [&] { interrupt(false); });
    const std::stop_callback wake_again(std::move(give_up), [&] { interrupt(true); });
    append(first);
    apply(plan_.begin());
    while (!plan_.done()) {
      if (auto event = inbox_.pop(next_wake())) take(std::move(*event));
      const auto due = plan_.next_due();
      const Instant now = outside_.clock.since_start();
      if (due && *due <= now) apply(plan_.on_due(now));
      if (ignored_since_ && now >= *ignored_since_ + outside_.patience) {
        tell_of_ignored_stop(*ignored_since_, now);
      }
    }
    return std::move(events_);
  }

 private:
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

  /// An event of one activity; not stamped yet.
  Event activity_event(EventKind kind, model::Phase phase, std::size_t index, Json data) const {
    Event event;
    event.kind = kind;
    event.phase = phase;
    event.index = index;
    event.activity = schedule_.steps(phase)[index].name;
    event.data = std::move(data);
    return event;
  }

  Event stamped(Event event) const {
    event.at = outside_.clock.wall();
    event.since_start = outside_.clock.since_start();
    return event;
  }

  std::optional<std::chrono::steady_clock::time_point> next_wake() const {
    std::optional<Instant> wake = plan_.next_due();
    if (ignored_since_) {
      const Instant told = *ignored_since_ + outside_.patience;
      wake = wake ? std::min(*wake, told) : told;
    }
    if (!wake) return std::nullopt;
    return std::chrono::steady_clock::now() + (*wake - outside_.clock.since_start());
  }

  void append(const Event& event) {
    events_.push_back(event);
    const auto written = outside_.append(event);
    if (!written && !disk_failed_) {
      disk_failed_ = true;
      inbox_.push(interruption({{"by", "journal"}, {"reason", written.error().what}}));
    }
    outside_.observe(event);
  }

  void take(Event event) {
    if (event.kind == EventKind::activity_progress) {
      outside_.observe(event);
      return;
    }
    if (event.kind == EventKind::interrupted) event.phase = phase_;
    append(event);
    if (event.kind == EventKind::activity_finished && event.index) {
      executor_.finished(event.phase, *event.index);
    }
    apply(plan_.on(event));
  }

  void apply(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
      if (const auto* record = std::get_if<Record>(&command)) {
        phase_ = record->event.phase;
        append(stamped(record->event));
      } else if (const auto* start = std::get_if<Start>(&command)) {
        begin(*start);
      } else if (const auto* stop = std::get_if<Stop>(&command)) {
        executor_.stop(stop->rollbacks);
        if (!executor_.running().empty()) ignored_since_ = outside_.clock.since_start();
      }
    }
  }

  void begin(const Start& start) {
    const Event event = activity_event(EventKind::activity_started, start.phase, start.index,
                                       outside_.start_data(start.phase, start.index));
    append(stamped(event));
    executor_.start(start.phase, start.index, event.activity);
  }

  void tell_of_ignored_stop(Instant since, Instant now) {
    const double waited = seconds(now - since);
    ignored_since_.reset();
    for (const auto& [phase, index] : executor_.running()) {
      outside_.observe(stamped(activity_event(EventKind::activity_progress, phase, index,
                                              {{"stop_ignored_for", waited}})));
    }
  }

  Plan& plan_;
  const Schedule& schedule_;
  const Outside& outside_;
  Inbox<Event> inbox_;
  Executor executor_;  // after inbox_: joined before that goes
  std::vector<Event> events_;
  model::Phase phase_ = model::Phase::before;
  bool disk_failed_ = false;
  std::optional<Instant> ignored_since_;
};

}  // namespace

std::vector<Event> drive(Plan& plan, const Schedule& schedule, const Event& first,
                         const Outside& outside, std::stop_token stop, std::stop_token give_up) {
  return Driver(plan, schedule, outside).run(first, std::move(stop), std::move(give_up));
}

}  // namespace brunt::run

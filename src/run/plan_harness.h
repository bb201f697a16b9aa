#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/time.h"
#include "run/executor.h"
#include "run/plan.h"

namespace brunt::run {

/// What an activity may come to, for PlanHarness::on().
inline const Json failed = {{"status", "failed"}, {"output", nullptr}, {"exception", {"x\n"}}};
inline const Json missed = {{"status", "succeeded"}, {"output", 2}, {"tolerance_met", false}};
inline const Json unable = {{"status", "failed"}, {"output", nullptr}, {"uncontrolled", true}};

/// For tests: runs a plan in virtual time, without a thread. Activities last and end as told; the
/// events it makes are those of drive().
class PlanHarness {
 public:
  struct Behaviour {
    std::chrono::nanoseconds lasts{std::chrono::milliseconds(10)};
    Json data = {{"status", "succeeded"}, {"output", 1}, {"tolerance_met", true}};
    std::chrono::nanoseconds after_stop{std::chrono::milliseconds(1)};  ///< until it gives in
  };
  using Key = std::pair<model::Phase, std::size_t>;

  explicit PlanHarness(Schedule schedule) : schedule_(schedule), plan_(std::move(schedule)) {}

  /// How activity `index` of `phase` behaves; others succeed after 10 ms.
  Behaviour& on(model::Phase phase, std::size_t index) { return behaviours_[{phase, index}]; }
  /// How one of its runs behaves: `run` is 0-based, over rounds and attempts, in order of starts.
  Behaviour& on(model::Phase phase, std::size_t index, std::size_t run) {
    return single_runs_.emplace(std::tuple{phase, index, run}, on(phase, index)).first->second;
  }

  /// To happen at `when`.
  void interrupt_at(Instant when, bool give_up = false) {
    interruptions_.emplace_back(when, give_up);
  }

  /// To begin the waiting after a decision only `late` after it was due.
  void be_late(std::chrono::nanoseconds late) { late_ = late; }

  /// Runs to the end; `steps` bounds the number of events against a plan that never ends.
  void run(WallTime start = WallTime{}, std::size_t steps = 10'000) {
    wall_ = start;
    apply(plan_.begin());
    while (!plan_.done() && steps-- > 0)
      step();
  }

  const std::vector<model::Event>& events() const { return events_; }
  const Plan& plan() const { return plan_; }
  const Schedule& schedule() const { return schedule_; }
  Instant now() const { return now_; }

  /// "before/0 method/0 ..." in order of their starts.
  std::string started() const { return list(model::EventKind::activity_started); }
  bool has_started(model::Phase phase) const {
    for (const auto& event : events_) {
      if (event.kind == model::EventKind::phase_started && event.phase == phase) return true;
    }
    return false;
  }
  /// When activity `index` of `phase` started or finished; nothing when it did not.
  std::optional<Instant> time_of(model::EventKind kind, model::Phase phase,
                                 std::size_t index) const {
    for (const auto& event : events_) {
      if (event.kind == kind && event.phase == phase && event.index == index)
        return event.since_start;
    }
    return std::nullopt;
  }
  /// All events of one kind and phase.
  std::vector<model::Event> all(model::EventKind kind, model::Phase phase) const {
    std::vector<model::Event> out;
    for (const auto& event : events_) {
      if (event.kind == kind && event.phase == phase) out.push_back(event);
    }
    return out;
  }
  /// "completed", or "failed deviated" and so on.
  std::string end() const {
    return (plan_.done() ? plan_.status() : "not done") + (plan_.deviated() ? " deviated" : "");
  }
  /// The data of phase_finished; null when the phase did not end.
  Json outcome(model::Phase phase) const {
    for (const auto& event : events_) {
      if (event.kind == model::EventKind::phase_finished && event.phase == phase) return event.data;
    }
    return nullptr;
  }

 private:
  struct Running {
    Instant ends;
    Instant begun;
    Behaviour behaviour;
    std::size_t attempt = 1;
    bool stopped = false;
  };

  std::string list(model::EventKind kind) const {
    static constexpr const char* names[] = {"before",    "method", "after",
                                            "rollbacks", "during", "after_rollbacks"};
    std::string out;
    for (const auto& event : events_) {
      if (event.kind != kind) continue;
      if (!out.empty()) out += " ";
      out += std::string(names[static_cast<std::size_t>(event.phase)]) + "/" +
             std::to_string(event.index.value_or(0));
    }
    return out;
  }

  void push(model::Event event) {
    event.since_start = now_;
    event.at = wall_ + now_;
    events_.push_back(std::move(event));
  }

  void apply(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
      if (const auto* record = std::get_if<Record>(&command)) {
        push(record->event);
      } else if (const auto* start = std::get_if<Start>(&command)) {
        begin(*start);
      } else {
        stop(std::get<Stop>(command).rollbacks);
      }
    }
  }

  void begin(const Start& start) {
    const Key key{start.phase, start.index};
    model::Event event;
    event.kind = model::EventKind::activity_started;
    event.phase = start.phase;
    event.index = start.index;
    event.round = start.round;
    const Step& step = schedule_.steps(start.phase)[start.index];
    event.activity = step.name;
    event.data = {{"background", step.background}, {"definition", definitions[key]}};
    if (start.attempt > 1) event.data["attempt"] = start.attempt;
    push(std::move(event));
    const auto single = single_runs_.find({start.phase, start.index, runs_[key]++});
    const Behaviour behaviour = single == single_runs_.end() ? behaviours_[key] : single->second;
    Instant lasts = behaviour.lasts;
    if (start.at_most) lasts = std::min(lasts, *start.at_most);
    running_[{start.phase, start.index, start.round}] = {now_ + lasts, now_, behaviour,
                                                         start.attempt, false};
  }

  void stop(bool rollbacks) {
    for (auto& [key, running] : running_) {
      const bool closing =
          key.phase == model::Phase::rollbacks || key.phase == model::Phase::after_rollbacks;
      if (closing != rollbacks || running.stopped) continue;
      const Instant gives_in = now_ + running.behaviour.after_stop;
      if (gives_in >= running.ends) continue;
      running.ends = gives_in;
      running.stopped = true;
    }
  }

  void step() {
    std::optional<Instant> next = plan_.next_due();
    if (next) *next += late_;
    enum { due, activity, interruption } what = due;
    JobKey key{};
    for (const auto& [candidate, running] : running_) {
      if (!next || running.ends < *next) {
        next = running.ends;
        what = activity;
        key = candidate;
      }
    }
    std::size_t which = 0;
    for (std::size_t i = 0; i < interruptions_.size(); ++i) {
      if (!next || interruptions_[i].first <= *next) {
        next = interruptions_[i].first;
        what = interruption;
        which = i;
      }
    }
    if (!next) return;  // nothing can happen any more: the test fails on "not done"
    if (*next > now_) now_ = *next;
    if (what == due) {
      apply(plan_.on_due(now_));
    } else if (what == activity) {
      finish(key);
    } else {
      interrupt(which);
    }
  }

  void finish(JobKey key) {
    const Running running = running_[key];
    model::Event event;
    event.kind = model::EventKind::activity_finished;
    event.phase = key.phase;
    event.index = key.index;
    event.round = key.round;
    event.activity = schedule_.steps(key.phase)[key.index].name;
    event.data = running.behaviour.data;
    if (running.stopped) {
      event.data = {{"status", "failed"}, {"output", nullptr}, {"exception", {"stopped\n"}}};
    }
    event.data["duration"] = seconds(now_ - running.begun);
    if (running.attempt > 1) event.data["attempt"] = running.attempt;
    running_.erase(key);
    push(event);
    apply(plan_.on(events_.back()));
  }

  void interrupt(std::size_t which) {
    model::Event event;
    event.kind = model::EventKind::interrupted;
    event.data = {{"by", "SIGINT"}, {"give_up", interruptions_[which].second}};
    interruptions_.erase(interruptions_.begin() + static_cast<std::ptrdiff_t>(which));
    push(event);
    apply(plan_.on(events_.back()));
  }

 public:
  std::map<Key, Json> definitions;  ///< for activity_started

 private:
  Schedule schedule_;
  Plan plan_;
  std::map<Key, Behaviour> behaviours_;
  std::map<std::tuple<model::Phase, std::size_t, std::size_t>, Behaviour> single_runs_;
  std::map<Key, std::size_t> runs_;
  std::chrono::nanoseconds late_{0};
  std::map<JobKey, Running> running_;
  std::vector<std::pair<Instant, bool>> interruptions_;
  std::vector<model::Event> events_;
  Instant now_{0};
  WallTime wall_{};
};

}  // namespace brunt::run

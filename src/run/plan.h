#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/event.h"
#include "run/schedule.h"

namespace brunt::run {

/// Put this on record: kind, phase, index, activity and data are the plan's, the time is stamped.
struct Record {
  model::Event event;
};

/// Start this activity, with activity_started on record first.
struct Start {
  model::Phase phase;
  std::size_t index;
};

/// End what runs: the activities of hypothesis and method, or those of the rollbacks.
struct Stop {
  bool rollbacks;
};

using Command = std::variant<Record, Start, Stop>;

/// Decides what happens next in a run. Pure: no clock, thread or I/O; time comes in with each call.
///
///     before ──met──▶ method ──▶ after ──▶ rollbacks ──▶ end
///        └─ missed, failed, interrupted ──────▲ (or the end, see below)
///
/// The method's activities run in order; a background one lets the next start at once and is waited
/// for at the end of its phase. Pauses are instants that are due, never sleeps.
///
/// | what happened                             | status      | deviated | rollbacks by default  |
/// | all well, activities of the method failed | completed   | no       | played                |
/// | gate missed: the method does not run      | completed   | no       | played                |
/// | a gate probe failed                       | failed      | no       | not played            |
/// | closing check missed                      | completed   | yes      | played                |
/// | a closing probe failed                    | failed      | yes      | not played            |
/// | a foreground activity could not be run    | aborted     | no       | played                |
/// | interrupted before the method             | interrupted | no       | not played            |
/// | interrupted since the method began        | interrupted | as it is | played                |
///
/// Differences from the reference, on purpose: after an interruption the default strategy plays
/// the rollbacks once the method has begun, because the system is then changed; a first
/// interruption during the rollbacks lets them go on (a second, `give_up`, ends them); what cannot
/// be run in the hypothesis, in the background or in a rollback is a failed activity, and nothing
/// after it is lost; an interruption ends pauses and background activities too. Source: experiment
/// format sections 5.1, 5.5 to 5.10; fixes Q6, Q7, Q11, Q12, Q17.
class Plan {
 public:
  explicit Plan(Schedule schedule);

  /// The first commands. To be called once.
  std::vector<Command> begin();

  /// An activity_finished or an interrupted that came true; others decide nothing. Of
  /// activity_finished it reads data: "status", "tolerance_met", and "uncontrolled" (true: the
  /// engine could not run it). Of interrupted: "give_up".
  std::vector<Command> on(const model::Event& event);

  /// Time has passed.
  std::vector<Command> on_due(Instant now);

  /// When on_due() must be called at the latest; nothing when only events matter.
  std::optional<Instant> next_due() const;

  bool done() const { return stage_ == Stage::done; }
  /// Of the run when done; until then as it stands.
  std::string status() const { return status_.empty() ? "completed" : status_; }
  bool deviated() const { return deviated_; }

 private:
  enum class Stage { idle, before, method, after, rollbacks, done };
  enum class Verdict { met, missed, failed };

  /// An activity that was begun: it pauses, runs, or pauses again.
  struct Lane {
    enum class State { pause_before, running, pause_after };
    std::size_t index;
    State state;
    Instant due{0};
  };

  model::Phase phase() const;
  const std::vector<Step>& steps() const { return schedule_.steps(phase()); }
  bool checks_hypothesis() const { return stage_ == Stage::before || stage_ == Stage::after; }

  void advance(Instant now);
  void move_due_lanes(Instant now);
  void take_next(Instant now);
  bool foreground_is_free() const;
  void start(Lane& lane);
  void pause(Lane& lane, Lane::State state, Instant now);
  void enter(Stage stage);
  void leave(Instant now);
  void conclude_check();
  void enter_rollbacks_or_finish(Instant now);
  bool rollbacks_are_owed() const;
  void finish(Instant now);
  void finished(const model::Event& event);
  void interrupted(const model::Event& event);
  void drop_pauses();
  void record(model::EventKind kind, std::optional<std::size_t> index, Json data);

  Schedule schedule_;
  Stage stage_ = Stage::idle;
  std::size_t next_ = 0;  ///< of the phase
  std::vector<Lane> lanes_;
  bool halted_ = false;             ///< nothing more is begun in this phase
  Verdict verdict_ = Verdict::met;  ///< of the check that runs
  std::string status_;              ///< "" until something decides it
  bool deviated_ = false;
  bool method_begun_ = false;
  bool aborted_ = false;
  bool interrupted_ = false;
  bool give_up_ = false;
  std::vector<Command> out_;
};

}  // namespace brunt::run

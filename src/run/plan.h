#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/event.h"
#include "run/command.h"
#include "run/continuous.h"
#include "run/schedule.h"

namespace brunt::run {

/// Decides what happens next in a run. Pure: no clock, thread or I/O; time comes in with each call.
///
///     before ──met──▶ method ──▶ after ──▶ rollbacks ──▶ after_rollbacks ──▶ end
///        │            during                 ▲
///        └─ missed, failed, interrupted ─────┘ (or the end, see below)
///
/// The method's activities run in order; a background one lets the next start at once and is waited
/// for at the end of its phase. Pauses are instants that are due, never sleeps. Continuous checks
/// run beside the method and are waited for before the closing check begins.
///
/// | what happened                             | status      | deviated | rollbacks by default  |
/// | all well, activities of the method failed | completed   | no       | played                |
/// | gate missed: the method does not run      | completed   | no       | played                |
/// | a gate probe failed                       | failed      | no       | not played            |
/// | closing check missed                      | completed   | yes      | played                |
/// | a closing probe failed                    | failed      | yes      | not played            |
/// | a foreground activity could not be run    | aborted     | no       | played                |
/// | a check during the method missed          | completed   | strict   | played                |
/// | ... fail-fast; the closing check met      | failed      | strict   | not played            |
/// | ... fail-fast; the closing check missed   | completed   | yes      | played                |
/// | a probe during the method could not be run| aborted     | strict   | played                |
/// | an assertion of the method missed         | completed   | yes      | played                |
/// | an action that must not fail failed       | failed      | as it is | played                |
/// | the check after the rollbacks missed      | completed   | yes      | were played           |
/// | interrupted before the method             | interrupted | no       | not played            |
/// | interrupted since the method began        | interrupted | as it is | played                |
///
/// Differences from the reference, on purpose: after an interruption the default strategy plays
/// the rollbacks once the method has begun, because the system is then changed (unless
/// Schedule::rollbacks_after_interruption is off); a first interruption during the rollbacks lets
/// them go on (a second, `give_up`, ends them); what cannot be run in the hypothesis, in the
/// background or in a rollback is a failed activity, and nothing after it is lost; an interruption
/// ends pauses and background activities too. Source: experiment format sections 5.1, 5.5 to 5.10;
/// fixes Q6, Q7, Q11, Q12, Q17, Q18, Q54; switches Q3 and Q4.
class Plan {
 public:
  explicit Plan(Schedule schedule);

  /// The first commands. To be called once.
  std::vector<Command> begin();

  /// An activity_finished or an interrupted that came true; others decide nothing. Of
  /// activity_finished it reads data: "status", "tolerance_met", "uncontrolled" (true: the engine
  /// could not run it) and "unjudged". Of interrupted: "give_up": no rollbacks, and what runs in
  /// the background is not waited for.
  std::vector<Command> on(const model::Event& event);

  /// Time has passed.
  std::vector<Command> on_due(Instant now);

  /// When on_due() must be called at the latest; nothing when only events matter.
  std::optional<Instant> next_due() const;

  bool done() const { return stage_ == Stage::done; }
  /// Of the run when done; until then as it stands.
  std::string status() const;
  bool deviated() const { return deviated_; }
  bool gate_missed() const { return gate_missed_; }

 private:
  /// In `joining` the method is over and its last continuous checks are waited for.
  enum class Stage { idle, before, method, joining, after, rollbacks, verify, done };
  enum class Verdict { met, missed, failed };

  /// An activity that was begun: it pauses or waits to be tried again, runs, or pauses afterwards.
  struct Lane {
    enum class State { waiting, running, pause_after };
    std::size_t index;
    State state;
    Instant due{0};
    std::size_t round = 0;    ///< of a repeated one
    std::size_t attempt = 0;  ///< of this round; 0 = not started yet
    Instant begun{0};         ///< this round
    Instant first_begun{0};
  };

  model::Phase phase() const;
  const std::vector<Step>& steps() const { return schedule_.steps(phase()); }
  const Step& step_of(const Lane& lane) const { return steps()[lane.index]; }
  bool checks_hypothesis() const;
  bool busy() const;

  void advance(Instant now);
  void move_due_lanes(Instant now);
  void take_next(Instant now);
  bool foreground_is_free() const;
  bool is_left_out(const Step& step) const;
  void start(Lane& lane, Instant now);
  void pause(Lane& lane, Lane::State state, Instant now);

  void finished(const model::Event& event);
  std::optional<Instant> tried_again_at(const Lane& lane, bool good, Instant now) const;
  std::optional<Instant> repeated_at(const Lane& lane, Instant now) const;
  void conclude_run(const Step& step, const model::Event& event);
  void heed_checks();
  void interrupted(const model::Event& event);
  void drop_lanes();

  void enter(Stage stage, Instant now);
  void leave(Instant now);
  void leave_method(Instant now);
  void conclude_check();
  void enter_rollbacks_or_finish(Instant now);
  bool rollbacks_are_owed() const;
  void finish(Instant now);
  void record(model::EventKind kind, std::optional<std::size_t> index, Json data);

  Schedule schedule_;
  Stage stage_ = Stage::idle;
  std::size_t next_ = 0;  ///< of the phase
  std::vector<Lane> lanes_;
  ContinuousCheck checks_;
  std::set<std::string, std::less<>> started_;  ///< names of the method's activities
  bool halted_ = false;                         ///< nothing more is begun in this phase
  Verdict verdict_ = Verdict::met;              ///< of the check that runs
  std::string status_;                          ///< "" until something decides it
  bool deviated_ = false;
  bool gate_missed_ = false;
  bool method_begun_ = false;
  bool aborted_ = false;
  bool action_failed_ = false;  ///< one that must not
  bool interrupted_ = false;
  bool cut_short_ = false;  ///< this phase, by an interruption
  bool give_up_ = false;
  std::vector<Command> out_;
};

}  // namespace brunt::run

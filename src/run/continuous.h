#pragma once

#include <optional>
#include <vector>

#include "model/event.h"
#include "run/command.h"
#include "run/schedule.h"

namespace brunt::run {

/// The hypothesis, checked again and again while the method runs. Pure.
///
///     start      1          2          3          4        check k is due at start + k * every,
///     |----------|----------|----------|----------|->      however long the others took
///     [check 0]  [check 1         ]
///                           [check 2]                      a slow one overlaps the next
///
/// A check asks the probes in order and stops at the first miss. At most Grid::most_at_once run at
/// the same time; those that are due beyond that are skipped, and on record as such. Each check
/// gives phase_started, the events of its probes, and phase_finished, all with phase `during` and
/// its number as `round`. Retries of a probe are left out: the next check comes soon enough.
/// Source: experiment format section 5.5; fixes Q18 and Q54.
class ContinuousCheck {
 public:
  /// The checks' effect on the run since the last call of take_news().
  struct News {
    bool missed = false;  ///< a check was not met, or a probe of it failed
    bool unable = false;  ///< a probe could not be run, or its tolerance not be checked
  };

  /// Checks are due from `now` on.
  void begin(const Schedule& schedule, Instant now);
  /// Begins what is due.
  void advance(Instant now, std::vector<Command>& out);
  /// An activity_finished of phase during.
  void finished(const model::Event& event, std::vector<Command>& out);
  /// No further check is begun.
  void end() { grid_.reset(); }
  /// No further check or probe is begun, pauses end; a check whose probe still runs has no outcome.
  void interrupt(std::vector<Command>& out);

  std::optional<Instant> next_due() const;
  bool idle() const { return checks_.empty(); }
  News take_news();

 private:
  enum class State { pause_before, running, pause_after };

  /// One check that was begun and is not over.
  struct Check {
    std::size_t number;
    std::size_t probe = 0;
    State state = State::pause_before;
    Instant due{0};
  };

  Instant due(std::size_t number) const;
  void begin_due_checks(Instant now, std::vector<Command>& out);
  void skip(std::size_t first, std::size_t count, std::vector<Command>& out);
  void begin_check(Instant now, std::vector<Command>& out);
  void move(Check& check, Instant now, std::vector<Command>& out);
  void next_probe(Check& check, Instant now, std::vector<Command>& out);
  void start_probe(Check& check, std::vector<Command>& out);
  void conclude(std::size_t number, Json data, std::vector<Command>& out);

  std::vector<Step> probes_;
  std::optional<Grid> grid_;  ///< absent: no further check is begun
  Instant begun_{0};
  std::size_t next_ = 0;
  bool interrupted_ = false;
  std::vector<Check> checks_;
  News news_;
};

}  // namespace brunt::run

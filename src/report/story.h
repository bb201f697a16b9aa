#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impact/report_model.h"

namespace brunt::report {

/// A stretch of the run: before, method, after, rollbacks. They follow each other without a gap.
struct Phase {
  std::string name;
  WallTime from{}, to{};
};

/// A moment at which the steady state was looked at.
struct CheckPoint {
  std::string phase;  ///< "before", "during", "method", "after"
  WallTime at{};
  std::optional<bool> met;
  std::size_t probes = 0, passed = 0;
  bool timed = false;  ///< false: the journal has no time, `at` is the middle of the phase
};

/// What all lanes share, found once: the ends of the axis, the phases, the checks.
struct Story {
  WallTime from{}, to{};      ///< of the record
  WallTime origin{};          ///< of the axis, a little before `from`
  double span = 1;            ///< of the axis, seconds
  std::vector<Phase> phases;  ///< in time order
  std::vector<CheckPoint> checks;
  bool torn = false;  ///< the record ends before the run did

  const Phase* phase(std::string_view name) const;
};

/// Nothing when no instant is known: then there is no timeline.
std::optional<Story> story_of(const impact::ReportModel& model);

/// True when the method never started and no request was sent: the run was stopped at its gate.
bool nothing_ran(const impact::ReportModel& model);

/// True for the statuses after which a journal is shorter than the run was meant to be.
bool was_cut(const impact::ReportModel& model);

/// Activities of the rollbacks that failed.
std::size_t failed_rollbacks(const impact::ReportModel& model);

/// The verdict of all probes of `phase` together: not met wins, then unknown. Absent: none ran.
std::optional<bool> met_in(const impact::ReportModel& model, std::string_view phase);

/// True when no failed request got an answer.
bool all_unanswered(const impact::ReportModel& model);

/// One line of the event table.
struct Event {
  WallTime at{};
  std::string text;     ///< plain
  std::string seen_by;  ///< "journal", "client", ...
  bool harm = false;
  bool about = false;  ///< the instant is a guess
};

/// The timeline as a list, in time order.
std::vector<Event> events_of(const impact::ReportModel& model, const Story& story);

}  // namespace brunt::report

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "cli/fact.h"
#include "model/event.h"

namespace brunt::cli {

/// Tells of the checks while the method runs: one line when one is missed, one when the state is
/// met again, their number at the end. Two hundred lines would hide the run.
class ChecksTold {
 public:
  /// An event of phase during; `definition`: the element of the hypothesis, or null.
  std::vector<Fact> on(const model::Event& event, const Json* definition);

  /// How many there were; nothing when there were none.
  std::optional<Fact> summary(const model::Event& end) const;

 private:
  void note_probe(const model::Event& event, const Json* definition);
  std::vector<Fact> over(const model::Event& event, bool met);

  std::size_t made_ = 0, missed_ = 0, skipped_ = 0, overlapping_ = 0;
  std::optional<WallTime> missed_since_;
  std::size_t missed_in_a_row_ = 0;
  std::map<std::size_t, Fact> failures_;  ///< by check: its probe that was not met
};

}  // namespace brunt::cli

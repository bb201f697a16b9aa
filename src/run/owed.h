#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/event.h"
#include "run/strategy.h"

namespace brunt::run {

enum class Debt {
  owed,          ///< to be played
  done,          ///< played: its end is on record
  may_have_run,  ///< it began and its end is not on record: only a person, or the activity's own
                 ///< word that it is idempotent, can say that it may be played again
  not_owed,
};

/// One rollback of a run that did not come to its end.
struct OwedRollback {
  std::size_t index = 0;  ///< place among the experiment's rollbacks, 0-based
  std::string name;
  Debt debt = Debt::not_owed;
  std::string reason;  ///< of the debt, in a few words

  friend bool operator==(const OwedRollback&, const OwedRollback&) = default;
};

/// What a run wrote down at its start for those who may have to play its rollbacks; a part of
/// run_started's data, secrets redacted.
struct RollbackFact {
  std::string name;
  bool idempotent = false;
  std::string when_ran{};  ///< played only if this activity was started; "" = always
  bool retries = false;    ///< a failed run of it is not yet its end
  bool repeats = false;    ///< it runs several times

  friend bool operator==(const RollbackFact&, const RollbackFact&) = default;
};
struct RollbackFacts {
  RollbackStrategy strategy = RollbackStrategy::when_not_failed;
  bool after_interruption = true;  ///< the default strategy plays them once the method has begun
  bool strict = false;             ///< a miss of a continuous check is a deviation
  std::vector<RollbackFact> rollbacks;

  friend bool operator==(const RollbackFacts&, const RollbackFacts&) = default;
};
Json to_json(const RollbackFacts& facts);
RollbackFacts rollback_facts(const Json& json);  ///< what is missing has its default

/// Was the run's end written down, by itself or by who recovered it?
bool is_ended(const std::vector<model::Event>& events);

/// Has the run seen a deviation so far?
bool has_deviated(const std::vector<model::Event>& events);

/// The state of each rollback of a run whose engine is dead, told from its events alone, of which
/// any may be missing at the end. run_started's data has the facts under "rollbacks".
///
/// | strategy | after a death of the engine                  | after a user's interruption       |
/// | default  | owed once the method has begun, unless the   | the same, but none when called as |
/// |          | closing check has failed                     | `chaos`                           |
/// | always   | owed once the method has begun               | owed                              |
/// | deviated | owed if a deviation is on record             | the same                          |
/// | never    | never owed                                   | never owed                        |
///
/// Once the run has begun to roll back, what is left is owed whatever the strategy. A user who gave
/// up is owed nothing. What has an end on record is never owed.
std::vector<OwedRollback> what_is_owed(const std::vector<model::Event>& events);

bool any(const std::vector<OwedRollback>& rollbacks, Debt debt);
std::string_view debt_words(Debt debt);  ///< "owed", "done", "may have run", "not owed"

}  // namespace brunt::run

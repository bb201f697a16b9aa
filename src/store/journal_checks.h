#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "model/event.h"

namespace brunt::store {

/// The entry of an activity in a journal, as it begins and as it ends.
Json begun_entry(const model::Event& started);
void end_entry(Json& entry, const model::Event& finished);

/// The continuous checks of a run, gathered from their events, which may overlap.
class CheckRecord {
 public:
  /// An event of phase during, in order.
  void add(const model::Event& event);

  /// `steady_states.during`: the outcomes of the checks that came to their end, in order of their
  /// numbers, in the reference's shape.
  Json outcomes() const;

  /// Ours: how many were due, made, missed, skipped, interrupted or beside another one, and when
  /// each was due and how late it began, in seconds. Null when there were none.
  Json summary() const;

  bool any_missed() const;

 private:
  struct Check {
    Json facts = Json::object();  ///< of its start
    Json met;                     ///< null until it is known
    std::vector<Json> entries;
    std::map<std::size_t, std::size_t> places;  ///< of probes among the entries
  };

  Check& check_of(const model::Event& event) { return checks_[event.round.value_or(0)]; }

  std::map<std::size_t, Check> checks_;
  Json skipped_ = Json::array();
  std::size_t skipped_count_ = 0;
};

}  // namespace brunt::store

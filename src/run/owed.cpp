#include "run/owed.h"

#include <algorithm>
#include <set>
#include <utility>

namespace brunt::run {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

bool flag(const Json& json, const char* key, bool otherwise) {
  const Json* value = find(json, key);
  return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

/// What is on record of one rollback.
struct Played {
  bool open = false;       ///< its last run has no end
  bool ended = false;      ///< a run of it has
  bool succeeded = false;  ///< the last run of it
  std::string by;          ///< who played it last: "" = the run itself
  std::string skipped;     ///< why it was not played
};

/// What the record says of the run as a whole.
struct Record {
  bool method_begun = false;
  bool rollbacks_begun = false;
  std::size_t latest_rollback = 0;  ///< the highest that began
  bool closed = false;              ///< the closing check is over
  bool closing_failed = false;      ///< a probe of it failed
  bool deviated = false;
  bool user_interrupted = false;
  bool gave_up = false;
  bool ended = false;
  std::set<std::string, std::less<>> started;
  std::vector<Played> rollbacks;
};

bool misses(const Event& event) {
  const Json* met = find(event.data, "met");
  return met != nullptr && met->is_boolean() && !met->get<bool>();
}

void note_interruption(const Event& event, Record& record) {
  if (find(event.data, "by_recovery") != nullptr)
    return;                                              // the death itself, as its finder wrote it
  if (string_or(event.data, "by") == "journal") return;  // a full disk is nobody's wish
  record.user_interrupted = true;
  if (flag(event.data, "give_up", false)) record.gave_up = true;
}

void note_rollback(const Event& event, Record& record) {
  record.rollbacks_begun = true;
  if (!event.index || *event.index >= record.rollbacks.size()) return;
  Played& played = record.rollbacks[*event.index];
  if (event.kind == EventKind::activity_started) {
    played.open = true;
    played.by = string_or(event.data, "by_recovery");
    record.latest_rollback = std::max(record.latest_rollback, *event.index);
  } else if (event.kind == EventKind::activity_finished) {
    played.open = false;
    played.ended = true;
    played.succeeded = string_or(event.data, "status") == "succeeded";
  } else if (event.kind == EventKind::activity_skipped) {
    played.skipped = string_or(event.data, "reason", "it was skipped");
  }
}

void note_check(const Event& event, Record& record) {
  if (event.kind == EventKind::activity_finished &&
      string_or(event.data, "status") != "succeeded") {
    record.closing_failed = true;
  }
  if (event.kind != EventKind::phase_finished) return;
  record.closed = true;
  record.deviated = record.deviated || misses(event);
}

void note(const Event& event, bool strict, Record& record) {
  if (event.kind == EventKind::run_finished) record.ended = true;
  if (event.kind == EventKind::interrupted) return note_interruption(event, record);
  if (flag(event.data, "deviated", false)) record.deviated = true;
  if (event.phase == Phase::rollbacks && event.kind != EventKind::run_finished) {
    return note_rollback(event, record);
  }
  if (event.kind == EventKind::activity_started) record.started.insert(event.activity);
  if (event.phase == Phase::method) {
    record.method_begun = true;
    if (flag(event.data, "assertion_missed", false)) record.deviated = true;
  }
  if (event.phase == Phase::during && strict && misses(event)) record.deviated = true;
  if (event.phase == Phase::after) note_check(event, record);
}

Record record_of(const std::vector<Event>& events, const RollbackFacts& facts) {
  Record record;
  record.rollbacks.resize(facts.rollbacks.size());
  for (const Event& event : events)
    note(event, facts.strict, record);
  return record;
}

/// Are the rollbacks owed as a whole, and why (not)?
std::pair<bool, std::string> verdict(const RollbackFacts& facts, const Record& record) {
  const bool always = facts.strategy == RollbackStrategy::always;
  if (record.ended) return {false, "the run ended without it"};
  if (record.gave_up) return {false, "the user gave up"};
  if (facts.strategy == RollbackStrategy::never) return {false, "the strategy is never"};
  if (record.rollbacks_begun) return {true, "the run had begun to roll back"};
  if (facts.strategy == RollbackStrategy::deviated) {
    return record.deviated ? std::pair{true, "a deviation is on record"}
                           : std::pair{false,
                                       "the strategy is deviated, and no deviation is on "
                                       "record"};
  }
  if (record.user_interrupted && always) return {true, "the strategy is always"};
  if (record.user_interrupted && !facts.after_interruption) {
    return {false, "the run was interrupted, and its strategy then plays none"};
  }
  if (!record.method_begun) return {false, "the method had not begun"};
  if (!always && record.closed && record.closing_failed)
    return {false, "the closing check had failed"};
  return {true, "the method had begun"};
}

std::string done_words(const std::string& by) {
  if (by.empty()) return "the run played it";
  return by == "guard" ? "the guard played it" : "brunt " + by + " played it";
}

OwedRollback state_of(std::size_t index, const RollbackFact& fact, const Record& record,
                      const std::pair<bool, std::string>& whole) {
  OwedRollback out{index, fact.name, whole.first ? Debt::owed : Debt::not_owed, whole.second};
  const Played& played = record.rollbacks[index];
  const auto say = [&](Debt debt, std::string reason) {
    out.debt = debt;
    out.reason = std::move(reason);
    return out;
  };
  if (!played.skipped.empty()) return say(Debt::not_owed, played.skipped);
  if (played.open) {
    // Even a user who gave up should know of it.
    if (!fact.idempotent || !whole.first) {
      return say(Debt::may_have_run, "it began, and its end is not on record");
    }
    return say(Debt::owed, "it began and its end is not on record, but it is idempotent");
  }
  if (played.ended) {
    const bool over = record.ended || record.latest_rollback > index;
    if (over || !whole.first || !(fact.repeats || (fact.retries && !played.succeeded))) {
      return say(Debt::done, done_words(played.by));
    }
    if (fact.retries && !fact.repeats)
      return say(Debt::owed, "it failed and was to be tried again");
    return fact.idempotent ? say(Debt::owed, "it is to run several times, and is idempotent")
                           : say(Debt::may_have_run, "it was to run several times, and ran some");
  }
  if (whole.first && !fact.when_ran.empty() && !record.started.contains(fact.when_ran)) {
    return say(Debt::not_owed, "'" + fact.when_ran + "' was not started");
  }
  return out;
}

/// Nothing when the beginning is lost.
std::optional<RollbackFacts> facts_of(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (event.kind != EventKind::run_started) continue;
    if (const Json* written = find(event.data, "rollbacks")) return rollback_facts(*written);
  }
  return std::nullopt;
}

}  // namespace

Json to_json(const RollbackFacts& facts) {
  Json list = Json::array();
  for (const RollbackFact& fact : facts.rollbacks) {
    Json one = {{"name", fact.name}};
    if (fact.idempotent) one["idempotent"] = true;
    if (!fact.when_ran.empty()) one["when_ran"] = fact.when_ran;
    if (fact.retries) one["retries"] = true;
    if (fact.repeats) one["repeats"] = true;
    list.push_back(std::move(one));
  }
  return {{"strategy", word_of(facts.strategy)},
          {"after_interruption", facts.after_interruption},
          {"strict", facts.strict},
          {"list", std::move(list)}};
}

RollbackFacts rollback_facts(const Json& json) {
  RollbackFacts facts;
  facts.strategy =
      rollback_strategy(string_or(json, "strategy")).value_or(RollbackStrategy::when_not_failed);
  facts.strict = flag(json, "strict", false);
  facts.after_interruption = flag(json, "after_interruption", true);
  const Json* list = find(json, "list");
  if (list == nullptr || !list->is_array()) return facts;
  for (const Json& one : *list) {
    facts.rollbacks.push_back({string_or(one, "name"), flag(one, "idempotent", false),
                               string_or(one, "when_ran"), flag(one, "retries", false),
                               flag(one, "repeats", false)});
  }
  return facts;
}

bool is_ended(const std::vector<Event>& events) {
  return std::any_of(events.begin(), events.end(),
                     [](const Event& event) { return event.kind == EventKind::run_finished; });
}

bool has_deviated(const std::vector<Event>& events) {
  return record_of(events, facts_of(events).value_or(RollbackFacts{})).deviated;
}

std::vector<OwedRollback> what_is_owed(const std::vector<Event>& events) {
  const auto facts = facts_of(events);
  if (!facts) return {};
  const Record record = record_of(events, *facts);
  const auto whole = verdict(*facts, record);
  std::vector<OwedRollback> out;
  out.reserve(facts->rollbacks.size());
  for (std::size_t i = 0; i < facts->rollbacks.size(); ++i)
    out.push_back(state_of(i, facts->rollbacks[i], record, whole));
  return out;
}

bool any(const std::vector<OwedRollback>& rollbacks, Debt debt) {
  return std::any_of(rollbacks.begin(), rollbacks.end(),
                     [&](const OwedRollback& rollback) { return rollback.debt == debt; });
}

std::string_view debt_words(Debt debt) {
  switch (debt) {
    case Debt::owed:
      return "owed";
    case Debt::done:
      return "done";
    case Debt::may_have_run:
      return "may have run";
    case Debt::not_owed:
      break;
  }
  return "not owed";
}

}  // namespace brunt::run

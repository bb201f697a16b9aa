#include "run/owed.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "run/plan_harness.h"
#include "store/journal.h"

namespace brunt::run {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

Event run_started_with(const RollbackFacts& facts) {
  Event event;
  event.kind = EventKind::run_started;
  event.data["rollbacks"] = to_json(facts);
  return event;
}

Event of(EventKind kind, Phase phase, std::optional<std::size_t> index = std::nullopt,
         Json data = Json::object(), std::string activity = "") {
  Event event;
  event.kind = kind;
  event.phase = phase;
  event.index = index;
  event.data = std::move(data);
  event.activity = std::move(activity);
  return event;
}

Event begun(Phase phase) {
  return of(EventKind::phase_started, phase);
}
Event over(Phase phase, Json data = Json::object()) {
  return of(EventKind::phase_finished, phase, std::nullopt, std::move(data));
}
Event start(Phase phase, std::size_t index, std::string name = "") {
  return of(EventKind::activity_started, phase, index, Json::object(), std::move(name));
}
Event end(Phase phase, std::size_t index, const char* status = "succeeded") {
  return of(EventKind::activity_finished, phase, index, {{"status", status}});
}
Event interruption(const char* by, bool give_up = false) {
  return of(EventKind::interrupted, Phase::method, std::nullopt,
            {{"by", by}, {"give_up", give_up}});
}

RollbackFacts two(RollbackStrategy strategy, bool after_interruption = true) {
  return {strategy, after_interruption, false, {{.name = "a"}, {.name = "b"}}};
}

/// "owed owed", "done may have run" and so on.
std::string debts(RollbackFacts facts, std::vector<Event> events) {
  events.insert(events.begin(), run_started_with(facts));
  std::string out;
  for (const auto& rollback : what_is_owed(events)) {
    if (!out.empty()) out += ", ";
    out += debt_words(rollback.debt);
  }
  return out;
}

TEST(Owed, FollowsTheStrategyAndHowFarTheRunWas) {
  using enum RollbackStrategy;
  const Event gate_missed = over(Phase::before, {{"met", false}});
  const Event deviates = over(Phase::after, {{"met", false}});
  const std::string both = "owed, owed";
  const std::string none = "not owed, not owed";
  struct Row {
    const char* what;
    std::vector<Event> events;
    std::string by_default, by_always, by_deviated;
    std::string as_chaos;  ///< default strategy, none after an interruption
  };
  for (const Row& row : std::vector<Row>{
           {"at once", {}, none, none, none, none},
           {"in the gate", {begun(Phase::before), start(Phase::before, 0)}, none, none, none, none},
           {"gate missed", {begun(Phase::before), gate_missed}, none, none, none, none},
           {"rolls back after a missed gate",
            {begun(Phase::before), gate_missed, begun(Phase::rollbacks)},
            both,
            both,
            both,
            both},
           {"in the method", {begun(Phase::method)}, both, both, none, both},
           {"phase_started lost", {start(Phase::method, 0)}, both, both, none, both},
           {"method over", {begun(Phase::method), over(Phase::method)}, both, both, none, both},
           {"deviated",
            {begun(Phase::method), begun(Phase::after), deviates},
            both,
            both,
            both,
            both},
           {"closing probe failed",
            {begun(Phase::method), end(Phase::after, 0, "failed"), deviates},
            none,
            both,
            both,
            none},
           {"closing probe failed, check not over",
            {begun(Phase::method), end(Phase::after, 0, "failed")},
            both,
            both,
            none,
            both},
           {"interrupted in the gate",
            {begun(Phase::before), interruption("SIGINT")},
            none,
            both,
            none,
            none},
           {"interrupted in the method",
            {begun(Phase::method), interruption("SIGTERM")},
            both,
            both,
            none,
            none},
           {"the disk was full",
            {begun(Phase::method), interruption("journal")},
            both,
            both,
            none,
            both},
           {"gave up",
            {begun(Phase::method), interruption("SIGINT", true)},
            none,
            none,
            none,
            none},
           {"ended",
            {begun(Phase::method), of(EventKind::run_finished, Phase::rollbacks)},
            none,
            none,
            none,
            none},
       }) {
    EXPECT_EQ(debts(two(when_not_failed), row.events), row.by_default) << row.what;
    EXPECT_EQ(debts(two(always), row.events), row.by_always) << row.what;
    EXPECT_EQ(debts(two(deviated), row.events), row.by_deviated) << row.what;
    EXPECT_EQ(debts(two(when_not_failed, false), row.events), row.as_chaos) << row.what;
    EXPECT_EQ(debts(two(never), row.events), none) << row.what;
  }
}

TEST(Owed, IsNotWhatHasAnEndOnRecord) {
  const auto facts = two(RollbackStrategy::when_not_failed);
  const Event method = begun(Phase::method);
  EXPECT_EQ(debts(facts, {method, start(Phase::rollbacks, 0), end(Phase::rollbacks, 0)}),
            "done, owed");
  EXPECT_EQ(debts(facts, {method, start(Phase::rollbacks, 0), end(Phase::rollbacks, 0, "failed")}),
            "done, owed")
      << "a failed rollback was played";
  EXPECT_EQ(debts(facts, {method, start(Phase::rollbacks, 0)}), "may have run, owed");
  EXPECT_EQ(debts(facts, {method, start(Phase::rollbacks, 0), start(Phase::rollbacks, 1),
                          end(Phase::rollbacks, 0)}),
            "done, may have run");
  EXPECT_EQ(debts(facts, {method, start(Phase::rollbacks, 0), interruption("SIGINT", true)}),
            "may have run, not owed")
      << "told even to who gave up";
}

TEST(Owed, IsSettledByPlayingItAgain) {
  const auto facts = two(RollbackStrategy::when_not_failed);
  const Event begins = start(Phase::rollbacks, 0);
  EXPECT_EQ(debts(facts, {begun(Phase::method), begins, begins, end(Phase::rollbacks, 0)}),
            "done, owed");
  EXPECT_EQ(debts(facts, {begun(Phase::method), begins, end(Phase::rollbacks, 0), begins}),
            "may have run, owed");
}

TEST(Owed, IsWhatMayHaveRunIfItIsIdempotent) {
  auto facts = two(RollbackStrategy::when_not_failed);
  facts.rollbacks[0].idempotent = true;
  const std::vector<Event> events{begun(Phase::method), start(Phase::rollbacks, 0)};
  EXPECT_EQ(debts(facts, events), "owed, owed");
  EXPECT_EQ(debts(facts, {events[0], events[1], end(Phase::rollbacks, 0)}), "done, owed");
}

TEST(Owed, IsNotWhatIsTiedToAnActivityThatNeverStarted) {
  auto facts = two(RollbackStrategy::always);
  facts.rollbacks[1].when_ran = "break it";
  EXPECT_EQ(debts(facts, {begun(Phase::method)}), "owed, not owed");
  EXPECT_EQ(debts(facts, {begun(Phase::method), start(Phase::method, 0, "break it")}),
            "owed, owed");
}

TEST(Owed, IsARollbackThatWasToBeTriedAgain) {
  auto facts = two(RollbackStrategy::when_not_failed);
  facts.rollbacks[0].retries = true;
  const Event method = begun(Phase::method);
  const Event first = start(Phase::rollbacks, 0);
  EXPECT_EQ(debts(facts, {method, first, end(Phase::rollbacks, 0, "failed")}), "owed, owed");
  EXPECT_EQ(debts(facts, {method, first, end(Phase::rollbacks, 0)}), "done, owed");
  EXPECT_EQ(
      debts(facts, {method, first, end(Phase::rollbacks, 0, "failed"), start(Phase::rollbacks, 1)}),
      "done, may have run")
      << "its last try was over when the next began";
  facts.rollbacks[0] = {.name = "a", .repeats = true};
  EXPECT_EQ(debts(facts, {method, first, end(Phase::rollbacks, 0)}), "may have run, owed");
}

TEST(Owed, UnderDeviatedHeedsAssertionsAndStrictContinuousChecks) {
  auto facts = two(RollbackStrategy::deviated);
  Event assertion = end(Phase::method, 0);
  assertion.data["assertion_missed"] = true;
  const Event check = over(Phase::during, {{"met", false}});
  EXPECT_EQ(debts(facts, {begun(Phase::method), assertion}), "owed, owed");
  EXPECT_EQ(debts(facts, {begun(Phase::method), check}), "not owed, not owed");
  facts.strict = true;
  EXPECT_EQ(debts(facts, {begun(Phase::method), check}), "owed, owed");
}

TEST(Owed, SaysWhoPlayedWhat) {
  Event by_guard = start(Phase::rollbacks, 0);
  by_guard.data["by_recovery"] = "guard";
  const std::vector<Event> events{run_started_with(two(RollbackStrategy::always)),
                                  begun(Phase::method), by_guard, end(Phase::rollbacks, 0)};
  const auto rollbacks = what_is_owed(events);
  ASSERT_EQ(rollbacks.size(), 2U);
  EXPECT_EQ(rollbacks[0], (OwedRollback{0, "a", Debt::done, "the guard played it"}));
  EXPECT_EQ(rollbacks[1], (OwedRollback{1, "b", Debt::owed, "the run had begun to roll back"}));
  EXPECT_TRUE(any(rollbacks, Debt::done));
  EXPECT_FALSE(any(rollbacks, Debt::may_have_run));
}

TEST(Owed, IsNothingWithoutTheBeginning) {
  EXPECT_TRUE(what_is_owed({}).empty());
  EXPECT_TRUE(what_is_owed({begun(Phase::method)}).empty());
}

TEST(RollbackFacts, ReadBack) {
  const RollbackFacts facts{
      RollbackStrategy::deviated, false, true, {{"a", true, "x", true, true}, {.name = "b"}}};
  EXPECT_EQ(rollback_facts(to_json(facts)), facts);
  EXPECT_EQ(rollback_facts(nullptr), RollbackFacts{});
}

/// Whatever the run does, at whatever event it dies: what its plan had played and what is owed are
/// together what the plan would have played had it lived, or more; never the same one twice.
RC_GTEST_PROP(Owed, AndPlayedAreTogetherWhatTheRunWouldHavePlayed, ()) {
  Schedule schedule;
  schedule.check_before = *rc::gen::arbitrary<bool>();
  schedule.check_after = *rc::gen::arbitrary<bool>();
  schedule.rollback_strategy =
      *rc::gen::element(RollbackStrategy::when_not_failed, RollbackStrategy::always,
                        RollbackStrategy::never, RollbackStrategy::deviated);
  schedule.probes = {{.name = "p"}};
  for (std::size_t i = *rc::gen::inRange<std::size_t>(1, 4); i > 0; --i)
    schedule.method.push_back({.name = "m", .background = *rc::gen::arbitrary<bool>()});
  for (std::size_t i = *rc::gen::inRange<std::size_t>(1, 4); i > 0; --i)
    schedule.rollbacks.push_back({.name = "r", .background = *rc::gen::arbitrary<bool>()});
  PlanHarness harness(schedule);
  if (*rc::gen::arbitrary<bool>()) harness.on(Phase::after, 0).data["tolerance_met"] = false;
  if (*rc::gen::arbitrary<bool>()) harness.on(Phase::after, 0).data["status"] = "failed";
  if (*rc::gen::arbitrary<bool>()) harness.on(Phase::before, 0).data["tolerance_met"] = false;
  harness.run();
  RC_ASSERT(harness.plan().done());

  RollbackFacts facts;
  facts.strategy = schedule.rollback_strategy;
  for (const Step& step : schedule.rollbacks)
    facts.rollbacks.push_back({.name = step.name});
  std::vector<Event> events{run_started_with(facts)};
  const auto died_at = *rc::gen::inRange<std::size_t>(0, harness.events().size());
  events.insert(events.end(), harness.events().begin(),
                harness.events().begin() + static_cast<std::ptrdiff_t>(died_at));
  bool method_begun = false;
  for (const Event& event : events)
    method_begun =
        method_begun || (event.kind != EventKind::run_started && event.phase == Phase::method);
  const bool would = harness.has_started(Phase::rollbacks);
  for (const OwedRollback& rollback : what_is_owed(events)) {
    const auto has = [&](EventKind kind) {
      return std::any_of(events.begin(), events.end(), [&](const Event& event) {
        return event.kind == kind && event.phase == Phase::rollbacks &&
               event.index == rollback.index;
      });
    };
    const bool ended = has(EventKind::activity_finished);
    const bool started = has(EventKind::activity_started);
    RC_ASSERT((rollback.debt == Debt::done) == ended);
    RC_ASSERT((rollback.debt == Debt::may_have_run) == (started && !ended));
    if (started) continue;
    const bool deviated_only = schedule.rollback_strategy == RollbackStrategy::deviated;
    if (rollback.debt == Debt::owed) {
      RC_ASSERT(schedule.rollback_strategy != RollbackStrategy::never);
    } else if (would && method_begun && !deviated_only) {
      RC_FAIL("a rollback that the run would have played is forgotten");
    }
  }
}

Json any_value(int depth = 0) {
  switch (*rc::gen::inRange(0, depth > 1 ? 6 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3:
      return *rc::gen::arbitrary<std::uint64_t>();
    case 4:
      return 1.5;
    case 5:
      return *rc::gen::element<std::string>("", "x", "succeeded", "default", "deviated");
    case 6:
      return Json::array({any_value(depth + 1)});
    default:
      return {{"list", any_value(depth + 1)}, {"name", any_value(depth + 1)}};
  }
}

/// An event log may have been damaged, or written by somebody else.
RC_GTEST_PROP(Owed, AndTheJournalCopeWithWhateverALogHasInIt, ()) {
  static const std::vector<std::string> keys{
      "rollbacks",   "status",   "met",        "tolerance_met", "by",       "give_up",
      "by_recovery", "reason",   "deviated",   "list",          "strategy", "strategies",
      "attempt",     "count",    "overlaps",   "evidence",      "due",      "exception",
      "definition",  "duration", "experiment", "output",        "engine"};
  std::vector<Event> events;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    Event event;
    event.kind =
        static_cast<EventKind>(*rc::gen::inRange(0, static_cast<int>(EventKind::run_finished) + 1));
    event.phase =
        static_cast<Phase>(*rc::gen::inRange(0, static_cast<int>(Phase::after_rollbacks) + 1));
    if (*rc::gen::arbitrary<bool>()) event.index = *rc::gen::inRange<std::size_t>(0, 3);
    if (*rc::gen::arbitrary<bool>()) event.round = *rc::gen::inRange<std::size_t>(0, 3);
    for (int k = *rc::gen::inRange(0, 5); k > 0; --k)
      event.data[*rc::gen::elementOf(keys)] = any_value();
    events.push_back(std::move(event));
  }
  RC_ASSERT(store::journal_from_events(events).is_object());
  (void)what_is_owed(events);
  (void)has_deviated(events);
}

}  // namespace
}  // namespace brunt::run

#include "cli/narrator.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/activity_words.h"
#include "cli/event_words.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;
using std::chrono::nanoseconds;

std::string phase_word(Phase phase) {
  switch (phase) {
    case Phase::before:
      return "before";
    case Phase::method:
      return "method";
    case Phase::after:
      return "after";
    case Phase::rollbacks:
      return "rollbacks";
    case Phase::during:
      return "during";
    case Phase::after_rollbacks:
      return "after rollbacks";
  }
  return "";
}

std::vector<Fact> left_out(const Event& event) {
  Fact out = fact_of(FactKind::note, event, phase_word(event.phase));
  out.glyph = Glyph::waits;
  out.name = event.activity;
  out.result = "left out: " + string_or(event.data, "reason");
  return {out};
}

/// First word of an activity's line when piped.
std::string subject_of(const Event& event, const Json* element) {
  if (event.phase != Phase::method && event.phase != Phase::rollbacks)
    return phase_word(event.phase);
  if (event.phase == Phase::rollbacks) return "rollback";
  return element != nullptr ? string_or(*element, "type", "activity") : "activity";
}

}  // namespace

std::vector<Fact> Narrator::on(const Event& event) {
  if (event.phase == Phase::during && event.kind != EventKind::interrupted)
    return checks_.on(event, element(event));
  if (event.kind == EventKind::activity_progress) return progress(event);
  std::vector<Fact> facts;
  if (tried_) {
    const bool again = event.kind == EventKind::activity_started && event.index &&
                       tried_->first == Key{event.phase, *event.index} &&
                       find(event.data, "attempt") != nullptr;
    if (!again) facts.push_back(std::move(tried_->second));
    tried_.reset();
    if (again && !verbose_) return facts;
  }
  for (Fact& fact : told_at_once(event)) {
    if (may_be_tried_again(event, fact)) {
      tried_ = {Key{event.phase, event.index.value_or(0)}, std::move(fact)};
    } else {
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

bool Narrator::may_be_tried_again(const Event& event, const Fact& fact) const {
  if (event.kind != EventKind::activity_finished || fact.glyph != Glyph::missed) return false;
  const Json* definition = element(event);
  const Json* block = definition == nullptr ? nullptr : find(*definition, "brunt");
  return block != nullptr && (find(*block, "retry") != nullptr || find(*block, "until") != nullptr);
}

std::vector<Fact> Narrator::told_at_once(const Event& event) {
  switch (event.kind) {
    case EventKind::run_started:
      return started(event);
    case EventKind::phase_started:
      return phase(event);
    case EventKind::pause_started:
      return pause(event);
    case EventKind::activity_started:
      return activity_started(event);
    case EventKind::activity_progress:
      return progress(event);
    case EventKind::activity_finished:
      return activity_finished(event);
    case EventKind::phase_finished:
      waiting_.reset();
      return {};
    case EventKind::interrupted:
      return interrupted(event);
    case EventKind::activity_skipped:
      return left_out(event);
    case EventKind::check_skipped:
      return {};
    case EventKind::run_finished:
      return finished(event);
  }
  return {};
}

const Json* Narrator::element(const Event& event) const {
  if (!event.index) return nullptr;
  const Json* list = nullptr;
  if (event.phase == Phase::method) {
    list = find(experiment_, "method");
  } else if (event.phase == Phase::rollbacks) {
    list = find(experiment_, "rollbacks");
  } else if (const Json* hypothesis = find(experiment_, "steady-state-hypothesis")) {
    list = find(*hypothesis, "probes");
  }
  if (list == nullptr || !list->is_array() || *event.index >= list->size()) return nullptr;
  return &(*list)[*event.index];
}

std::vector<Fact> Narrator::started(const Event& event) {
  if (const Json* document = find(event.data, "experiment")) experiment_ = *document;
  Fact head = fact_of(FactKind::head, event, "run");
  head.name = string_or(experiment_, "title");
  head.result = string_or(event.data, "journal");
  return {head};
}

std::vector<Fact> Narrator::phase(const Event& event) {
  waiting_.reset();
  if (event.phase == Phase::rollbacks) {
    const Json* declared = find(experiment_, "rollbacks");
    rollbacks_began_ = declared != nullptr && !declared->empty();
    if (!rollbacks_began_) return {};
  }
  Fact out = fact_of(FactKind::phase, event, phase_word(event.phase));
  out.name = string_or(event.data, "title");
  return {out};
}

std::vector<Fact> Narrator::pause(const Event& event) {
  Fact out = fact_of(FactKind::pause, event, "pause");
  const double seconds = number(event.data, "seconds");
  out.glyph = Glyph::waits;
  out.name = "pause";
  out.result = asked_time(seconds);
  out.data = {{"seconds", seconds}, {"where", string_or(event.data, "where")}};
  waiting_ = Waiting{out, event.at, seconds};
  return {out};
}

std::vector<Fact> Narrator::activity_started(const Event& event) {
  const Json* definition = element(event);
  Fact out = fact_of(FactKind::started, event, subject_of(event, definition));
  out.glyph = Glyph::runs;
  out.name = event.activity;
  if (!truth(event.data, "background")) {
    out.kind = FactKind::activity;
    waiting_ = Waiting{out, event.at, std::nullopt};
    if (!verbose_) return {};
    out.kind = FactKind::started;
    out.word = "started";
    return {out};
  }
  out.word = "started";
  waiting_.reset();
  if (event.index) background_.emplace(Key{event.phase, *event.index}, event.at);
  // A reference has no provider of its own; the event carries what it refers to.
  if (const Json* followed = find(event.data, "definition")) definition = followed;
  const Json* provider = definition == nullptr ? nullptr : find(*definition, "provider");
  if (provider != nullptr) {
    if (const auto plan = cli::load_plan(*provider)) {
      plan_ = *plan;
      out.result = plan->words;
    }
  }
  return {out};
}

std::vector<Fact> Narrator::progress(const Event& event) {
  if (const double ignored = number(event.data, "stop_ignored_for"); ignored > 0) {
    Fact out = fact_of(FactKind::note, event, "waiting");
    out.glyph = Glyph::waits;
    out.name = event.activity;
    out.result = "still runs " + asked_time(ignored) + " after it was told to stop";
    return {out};
  }
  auto state = load_state(event.data);
  if (!state || !event.index) return {};
  load_ = std::move(state);
  load_key_ = Key{event.phase, *event.index};
  std::vector<Fact> facts;
  if (users_.add(ended_requests(event.data))) {
    if (auto users = users_fact(event)) facts.push_back(std::move(*users));
  }
  const auto tens =
      std::chrono::floor<std::chrono::seconds>(event.at - load_->started).count() / 10;
  if (tens > told_tens_) {
    told_tens_ = tens;
    Fact line = fact_of(FactKind::load, event, "load");
    line.result = fmt::format("sent {}, ok {}, failed {}, in flight {}, p99 {}",
                              grouped(load_->sent), grouped(load_->ok), grouped(load_->failed),
                              grouped(load_->in_flight), short_time(load_->p99));
    line.data = {{"sent", load_->sent},
                 {"ok", load_->ok},
                 {"failed", load_->failed},
                 {"in_flight", load_->in_flight},
                 {"p99_ms", static_cast<double>(load_->p99.count()) / 1e6}};
    facts.push_back(std::move(line));
  }
  return facts;
}

std::optional<Fact> Narrator::users_fact(const Event& event) const {
  const auto& state = users_.state();
  if (!state) return std::nullopt;
  Fact out = fact_of(FactKind::users, event, "users");
  out.glyph = Glyph::waits;
  if (state->failing) {
    out.word = "failing";
    out.name = "users are failing";
    out.result = "since " + clock_time(state->since);
  } else {
    out.word = "answered again";
    out.name = "answered again";
    out.result = "after " + short_time(state->lasted) + " of failures";
    out.data["seconds"] = seconds(state->lasted);
  }
  out.data["since"] = rfc3339(state->since, 3);
  return out;
}

std::vector<Fact> Narrator::activity_finished(const Event& event) {
  const Json* definition = element(event);
  Fact out = fact_of(FactKind::activity, event, subject_of(event, definition));
  const ActivityWords words = activity_words(event.data, definition);
  out.glyph = words.good ? Glyph::met : Glyph::missed;
  out.word = words.word;
  out.name = event.activity;
  out.result = words.result;
  out.detail = words.detail;
  if (const double tries = number(event.data, "attempt"); tries > 1)
    out.result += fmt::format("{}try {}", out.result.empty() ? "" : ", ", tries);
  const Json* output = find(event.data, "output");
  if (verbose_ && out.detail.empty() && output != nullptr && output->is_structured())
    out.detail = to_text(*output);
  out.took = nanoseconds(static_cast<std::int64_t>(number(event.data, "duration") * 1e9));
  out.data = {{"status", string_or(event.data, "status")}};
  if (const Json* met = find(event.data, "tolerance_met")) out.data["tolerance_met"] = *met;
  if (const auto broken = fault_of(event)) {
    out.kind = FactKind::fault;
    out.glyph = Glyph::fault;
    out.subject = "FAULT";
    out.word = words.good ? "" : "failed";
    out.at = broken->started;
    out.data["confirmed"] = broken->confirmed;
    if (!fault_) {
      fault_ = broken->started;
      users_.fault_at(*fault_);
    }
  }
  const Key key{event.phase, event.index.value_or(0)};
  const bool background = background_.erase(key) > 0;
  if (!background) waiting_.reset();
  std::vector<Fact> facts{out};
  if (load_key_ == key) {
    load_key_.reset();
    load_.reset();
  }
  return facts;
}

std::vector<Fact> Narrator::interrupted(const Event& event) {
  waiting_.reset();
  Fact out = fact_of(FactKind::note, event, "interrupted");
  out.glyph = Glyph::waits;
  out.name = "interrupted by " + string_or(event.data, "by", "a signal");
  out.result = "the method stops, what is owed is rolled back";
  out.data = {{"by", string_or(event.data, "by")}};
  if (const std::string reason = string_or(event.data, "reason"); !reason.empty()) {
    out.result = reason + "; " + out.result;
    out.data["reason"] = reason;
  }
  return {out};
}

std::vector<Fact> Narrator::finished(const Event& event) {
  waiting_.reset();
  load_.reset();
  std::vector<Fact> facts;
  if (auto checks = checks_.summary(event)) facts.push_back(*std::move(checks));
  if (!rollbacks_began_) {
    Fact none = fact_of(FactKind::phase, event, "rollbacks");
    const Json* declared = find(experiment_, "rollbacks");
    const bool any = declared != nullptr && declared->is_array() && !declared->empty();
    none.name = any ? "not played" : "none declared";
    none.word = "none";
    facts.push_back(std::move(none));
  }
  Fact end = fact_of(FactKind::end, event, "run");
  end.name = string_or(event.data, "status");
  end.result = truth(event.data, "deviated") ? "deviated" : "not deviated";
  end.took = nanoseconds(static_cast<std::int64_t>(number(event.data, "duration") * 1e9));
  end.data = {{"status", end.name}, {"deviated", truth(event.data, "deviated")}};
  facts.push_back(std::move(end));
  return facts;
}

}  // namespace brunt::cli

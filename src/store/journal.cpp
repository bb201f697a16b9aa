#include "store/journal.h"

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "base/time.h"
#include "store/event_text.h"
#include "store/journal_checks.h"

namespace brunt::store {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

bool is_tried_again(const Event& started) {
  const Json* attempt = find(started.data, "attempt");
  return attempt != nullptr && attempt->is_number_integer() && attempt->get<std::int64_t>() > 1;
}

/// Reads the events once, in order.
class JournalBuilder {
 public:
  void add(const Event& event) {
    if (event.kind == EventKind::activity_progress) return;
    last_ = &event;
    if (event.phase == Phase::during && event.kind != EventKind::interrupted) {
      return checks_.add(event);
    }
    switch (event.kind) {
      case EventKind::run_started:
        started_ = &event;
        break;
      case EventKind::phase_started:
        phases_[event.phase] = Json::object();
        break;
      case EventKind::activity_started:
        start_entry(event);
        break;
      case EventKind::activity_finished:
        finish_entry(event);
        break;
      case EventKind::phase_finished:
        phases_[event.phase] = event.data;
        break;
      case EventKind::interrupted:
        if (interrupted_by_.is_null()) interrupted_by_ = string_or(event.data, "by", "unknown");
        note_recovery(event);
        break;
      case EventKind::run_finished:
        finished_ = &event;
        break;
      case EventKind::activity_skipped:
        left_out_.push_back({{"phase", phase_name(event.phase)},
                             {"index", event.index.value_or(0)},
                             {"name", event.activity},
                             {"reason", string_or(event.data, "reason")}});
        break;
      case EventKind::pause_started:
      case EventKind::activity_progress:
      case EventKind::check_skipped:
        break;
    }
  }

  Json build() const {
    Json out = Json::object();
    const Json facts = started_ != nullptr ? started_->data : Json::object();
    out["chaoslib-version"] = compatible_version;
    out["platform"] = string_or(facts, "platform");
    out["node"] = string_or(facts, "node");
    out["experiment"] = facts.value("experiment", Json());
    out["start"] = started_ != nullptr ? Json(journal_time(started_->at)) : Json();
    out["status"] = finished_ != nullptr ? finished_->data.value("status", Json()) : "interrupted";
    out["deviated"] = deviated();
    out["steady_states"] = {{"before", outcome(Phase::before)},
                            {"after", outcome(Phase::after)},
                            {"during", checks_.outcomes()}};
    out["run"] = entries(Phase::method);
    out["rollbacks"] = entries(Phase::rollbacks);
    out["end"] = last_ != nullptr ? Json(journal_time(last_->at)) : Json();
    out["duration"] = last_ != nullptr ? Json(seconds(last_->since_start)) : Json();
    out["brunt"] = additions(facts);
    return out;
  }

 private:
  using Key = std::tuple<Phase, std::size_t, std::optional<std::size_t>>;  ///< an entry's

  /// How often an entry's activity was tried.
  struct Runs {
    const Event* first = nullptr;
    const Event* latest = nullptr;
    Json rows = Json::array();
  };

  /// The engine's death, written down by who played its rollbacks.
  void note_recovery(const Event& event) {
    const std::string by = string_or(event.data, "by_recovery");
    if (by.empty() || find(event.data, "reason") == nullptr) return;
    recoveries_.push_back({{"by", by},
                           {"at", journal_time(event.at)},
                           {"reason", event.data["reason"]},
                           {"rollbacks", Json::array()}});
  }

  void start_entry(const Event& event) {
    if (!recoveries_.empty() && find(event.data, "by_recovery") != nullptr) {
      recoveries_.back()["rollbacks"].push_back(event.activity);
    }
    const Key key{event.phase, event.index.value_or(0), event.round};
    const auto place = places_.find(key);
    if (is_tried_again(event) && place != places_.end()) {
      Json again = begun_entry(event);
      again["start"] = entries_[event.phase][place->second]["start"];
      entries_[event.phase][place->second] = std::move(again);
    } else {
      auto& list = entries_[event.phase];
      places_[key] = list.size();
      list.push_back(begun_entry(event));
      runs_[key] = {.first = &event, .rows = Json::array()};
    }
    runs_[key].latest = &event;
  }

  void finish_entry(const Event& event) {
    const Key key{event.phase, event.index.value_or(0), event.round};
    const auto place = places_.find(key);
    if (place == places_.end()) return;
    Json& entry = entries_[event.phase][place->second];
    end_entry(entry, event);
    assertion_missed_ = assertion_missed_ || is_true(event.data, "assertion_missed");
    Runs& runs = runs_[key];
    runs.rows.push_back(attempt_row(*runs.latest, event));
    if (runs.rows.size() > 1) {
      const auto length = event.since_start - runs.first->since_start;
      entry["duration"] = std::round(static_cast<double>(length.count()) / 1e3) / 1e6;
    }
    const Json* evidence = find(event.data, "evidence");
    if (evidence == nullptr || evidence->is_null()) return;
    Json found = Json::object();
    found["phase"] = phase_name(event.phase);
    found["index"] = place->second;
    found["name"] = event.activity;
    found["evidence"] = *evidence;
    evidence_.push_back(std::move(found));
  }

  /// One of several tries, in short.
  static Json attempt_row(const Event& started, const Event& finished) {
    Json row = {{"start", journal_time(started.at)},
                {"duration", finished.data.value("duration", Json())},
                {"status", string_or(finished.data, "status", "failed")}};
    if (const Json* met = find(finished.data, "tolerance_met")) row["tolerance_met"] = *met;
    const Json* exception = find(finished.data, "exception");
    if (exception != nullptr && exception->is_array() && !exception->empty())
      row["failure"] = exception->back();
    return row;
  }

  /// The activities that were tried more than once.
  Json attempts() const {
    Json out = Json::array();
    for (const auto& [key, runs] : runs_) {
      if (runs.rows.size() < 2) continue;
      const auto& [phase, index, round] = key;
      out.push_back({{"phase", phase_name(phase)},
                     {"index", places_.at(key)},
                     {"name", runs.first->activity},
                     {"attempts", runs.rows}});
    }
    return out;
  }

  bool deviated() const {
    if (finished_ != nullptr) return is_true(finished_->data, "deviated");
    if (assertion_missed_ || (is_strict() && checks_.any_missed())) return true;
    const auto after = phases_.find(Phase::after);  // the closing check, when that was known
    if (after == phases_.end()) return false;
    const Json* met = find(after->second, "met");
    return met != nullptr && *met == Json(false);
  }

  bool is_strict() const {
    const Json* strategies = started_ == nullptr ? nullptr : find(started_->data, "strategies");
    return strategies != nullptr && is_true(*strategies, "strict");
  }

  Json entries(Phase phase) const {
    const auto list = entries_.find(phase);
    return list == entries_.end() ? Json::array() : Json(list->second);
  }

  /// Null when the hypothesis was not checked, or not to its end.
  Json outcome(Phase phase) const {
    const auto result = phases_.find(phase);
    if (result == phases_.end()) return nullptr;
    const Json* met = find(result->second, "met");
    if (met == nullptr || !met->is_boolean()) return nullptr;
    Json out = Json::object();
    out["steady_state_met"] = *met;
    out["probes"] = entries(phase);
    return out;
  }

  Json additions(const Json& facts) const {
    Json out = Json::object();
    for (const char* key : {"version", "run_id", "event_log"})
      out[key] = facts.value(key, Json());
    out["activities"] = evidence_;
    out["method_ran"] = phases_.contains(Phase::method);
    if (const Json* strategies = find(facts, "strategies")) out["strategies"] = *strategies;
    if (const Json checks = checks_.summary(); !checks.is_null()) out["checks_during"] = checks;
    if (phases_.contains(Phase::after_rollbacks))
      out["steady_state_after_rollbacks"] = outcome(Phase::after_rollbacks);
    if (const Json tried = attempts(); !tried.empty()) out["attempts"] = tried;
    if (!left_out_.empty()) out["left_out"] = left_out_;
    if (!interrupted_by_.is_null()) out["interrupted_by"] = interrupted_by_;
    if (!recoveries_.empty()) out["recovery"] = recoveries_;
    return out;
  }

  const Event* started_ = nullptr;
  const Event* finished_ = nullptr;
  const Event* last_ = nullptr;
  std::map<Phase, std::vector<Json>> entries_;
  std::map<Key, std::size_t> places_;
  std::map<Key, Runs> runs_;
  CheckRecord checks_;
  std::map<Phase, Json> phases_;
  bool assertion_missed_ = false;  ///< by some try, should the run have been killed
  Json evidence_ = Json::array();
  Json left_out_ = Json::array();
  Json interrupted_by_;
  Json recoveries_ = Json::array();
};

}  // namespace

Json journal_from_events(const std::vector<Event>& events) {
  JournalBuilder builder;
  for (const Event& event : events)
    builder.add(event);
  return builder.build();
}

}  // namespace brunt::store

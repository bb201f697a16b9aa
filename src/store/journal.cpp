#include "store/journal.h"

#include <map>
#include <utility>

#include "base/time.h"
#include "store/event_text.h"

namespace brunt::store {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

/// Reads the events once, in order.
class JournalBuilder {
 public:
  void add(const Event& event) {
    if (event.kind != EventKind::activity_progress) last_ = &event;
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
      case EventKind::pause_started:
      case EventKind::activity_progress:
      case EventKind::check_skipped:
      case EventKind::activity_skipped:
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
                            {"during", Json::array()}};
    out["run"] = entries(Phase::method);
    out["rollbacks"] = entries(Phase::rollbacks);
    out["end"] = last_ != nullptr ? Json(journal_time(last_->at)) : Json();
    out["duration"] = last_ != nullptr ? Json(seconds(last_->since_start)) : Json();
    out["brunt"] = additions(facts);
    return out;
  }

 private:
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
    Json entry = Json::object();
    entry["activity"] = event.data.value("definition", Json::object());
    entry["output"] = nullptr;
    entry["start"] = journal_time(event.at);
    // Until its end is known; the reference leaves `status` out, and readers trip over that.
    entry["status"] = "failed";
    entry["exception"] = {"brunt: the run ended before this activity did\n"};
    auto& list = entries_[event.phase];
    places_[{event.phase, event.index.value_or(0)}] = list.size();
    list.push_back(std::move(entry));
  }

  void finish_entry(const Event& event) {
    const auto place = places_.find({event.phase, event.index.value_or(0)});
    if (place == places_.end()) return;
    Json& entry = entries_[event.phase][place->second];
    entry["output"] = event.data.value("output", Json());
    entry["status"] = event.data.value("status", "failed");
    entry.erase("exception");
    if (const Json* exception = find(event.data, "exception")) entry["exception"] = *exception;
    entry["end"] = journal_time(event.at);
    entry["duration"] = event.data.value("duration", Json());
    if (const Json* met = find(event.data, "tolerance_met")) entry["tolerance_met"] = *met;
    const Json* evidence = find(event.data, "evidence");
    if (evidence == nullptr || evidence->is_null()) return;
    Json found = Json::object();
    found["phase"] = phase_name(event.phase);
    found["index"] = event.index.value_or(0);
    found["name"] = event.activity;
    found["evidence"] = *evidence;
    evidence_.push_back(std::move(found));
  }

  bool deviated() const {
    if (finished_ != nullptr) return finished_->data.value("deviated", false);
    const auto after = phases_.find(Phase::after);  // the closing check, when that was known
    if (after == phases_.end()) return false;
    const Json* met = find(after->second, "met");
    return met != nullptr && *met == Json(false);
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
    if (!interrupted_by_.is_null()) out["interrupted_by"] = interrupted_by_;
    if (!recoveries_.empty()) out["recovery"] = recoveries_;
    return out;
  }

  const Event* started_ = nullptr;
  const Event* finished_ = nullptr;
  const Event* last_ = nullptr;
  std::map<Phase, std::vector<Json>> entries_;
  std::map<std::pair<Phase, std::size_t>, std::size_t> places_;
  std::map<Phase, Json> phases_;
  Json evidence_ = Json::array();
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

#include "store/journal_checks.h"

#include <algorithm>

#include "base/time.h"

namespace brunt::store {

using model::Event;
using model::EventKind;

Json begun_entry(const Event& started) {
  Json entry = Json::object();
  entry["activity"] = started.data.value("definition", Json::object());
  entry["output"] = nullptr;
  entry["start"] = journal_time(started.at);
  // Until its end is known; the reference leaves `status` out, and readers trip over that.
  entry["status"] = "failed";
  entry["exception"] = {"brunt: the run ended before this activity did\n"};
  return entry;
}

void end_entry(Json& entry, const Event& finished) {
  entry["output"] = finished.data.value("output", Json());
  entry["status"] = string_or(finished.data, "status", "failed");
  for (const char* key : {"exception", "end", "duration", "tolerance_met"})
    entry.erase(key);
  if (const Json* exception = find(finished.data, "exception")) entry["exception"] = *exception;
  entry["end"] = journal_time(finished.at);
  entry["duration"] = finished.data.value("duration", Json());
  if (const Json* met = find(finished.data, "tolerance_met")) entry["tolerance_met"] = *met;
}

void CheckRecord::add(const Event& event) {
  if (event.kind == EventKind::check_skipped) {
    const Json* count = find(event.data, "count");
    const bool counted = count != nullptr && count->is_number_integer();
    if (counted) skipped_count_ += count->get<std::size_t>();
    Json row = {{"check", event.round.value_or(0)}};
    row.update(event.data);
    skipped_.push_back(std::move(row));
  } else if (event.kind == EventKind::phase_started) {
    check_of(event).facts = event.data;
  } else if (event.kind == EventKind::activity_started) {
    Check& check = check_of(event);
    check.places[event.index.value_or(0)] = check.entries.size();
    check.entries.push_back(begun_entry(event));
  } else if (event.kind == EventKind::activity_finished) {
    Check& check = check_of(event);
    const auto place = check.places.find(event.index.value_or(0));
    if (place != check.places.end()) end_entry(check.entries[place->second], event);
  } else if (event.kind == EventKind::phase_finished) {
    if (const Json* met = find(event.data, "met")) check_of(event).met = *met;
  }
}

Json CheckRecord::outcomes() const {
  Json out = Json::array();
  for (const auto& [number, check] : checks_) {
    if (check.met.is_null()) continue;
    out.push_back({{"steady_state_met", check.met}, {"probes", check.entries}});
  }
  return out;
}

Json CheckRecord::summary() const {
  if (checks_.empty() && skipped_count_ == 0) return nullptr;
  std::size_t made = 0;
  std::size_t missed = 0;
  std::size_t beside = 0;
  Json rows = Json::array();
  for (const auto& [number, check] : checks_) {
    made += check.met.is_null() ? 0U : 1U;
    missed += check.met == Json(false) ? 1U : 0U;
    beside += check.facts.contains("overlaps") ? 1U : 0U;
    Json row = {{"check", number}};
    row.update(check.facts);
    row["met"] = check.met;
    rows.push_back(std::move(row));
  }
  return {{"due", checks_.size() + skipped_count_},
          {"made", made},
          {"missed", missed},
          {"overlapping", beside},
          {"interrupted", checks_.size() - made},
          {"skipped", skipped_count_},
          {"checks", std::move(rows)},
          {"skips", skipped_}};
}

bool CheckRecord::any_missed() const {
  return std::any_of(checks_.begin(), checks_.end(),
                     [](const auto& numbered) { return numbered.second.met == Json(false); });
}

}  // namespace brunt::store

#include "store/event_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "base/time.h"

namespace brunt::store {
namespace {

constexpr std::array<std::string_view, 6> phases{"before",    "method", "after",
                                                 "rollbacks", "during", "after_rollbacks"};
constexpr std::array<std::string_view, 11> kinds{
    "run_started",       "phase_started",     "pause_started",  "activity_started",
    "activity_progress", "activity_finished", "phase_finished", "interrupted",
    "check_skipped",     "activity_skipped",  "run_finished"};

template <std::size_t N>
std::optional<std::size_t> place_of(const std::array<std::string_view, N>& names,
                                    std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

Error wrong(const std::string& member) {
  return {Errc::invalid_input, "no event: '" + member + "' is missing or wrong", {}};
}

/// A count that may be absent. Errors: `invalid_input` when it is something else.
Result<std::optional<std::size_t>> count_at(const Json& json, const char* member) {
  const Json* value = find(json, member);
  if (value == nullptr) return std::optional<std::size_t>();
  if (!value->is_number_unsigned()) return std::unexpected(wrong(member));
  return std::optional(value->get<std::size_t>());
}

}  // namespace

std::string_view phase_name(model::Phase phase) {
  return phases[static_cast<std::size_t>(phase)];
}

std::string_view kind_name(model::EventKind kind) {
  return kinds[static_cast<std::size_t>(kind)];
}

std::string to_line(const model::Event& event) {
  Json line = Json::object();
  line["kind"] = kind_name(event.kind);
  line["at"] = rfc3339(event.at);
  line["since_start_ns"] = event.since_start.count();
  line["phase"] = phase_name(event.phase);
  if (event.index) line["index"] = *event.index;
  if (event.round) line["round"] = *event.round;
  if (!event.activity.empty()) line["activity"] = event.activity;
  line["data"] = event.data;
  return to_text(line) + "\n";
}

Result<model::Event> parse_event(std::string_view line) {
  const Json json = BRUNT_TRY(parse_json(line));
  model::Event event;
  const auto kind = place_of(kinds, string_or(json, "kind"));
  if (!kind) return std::unexpected(wrong("kind"));
  event.kind = static_cast<model::EventKind>(*kind);
  event.at = BRUNT_TRY(parse_time(string_or(json, "at")), "'at'");
  const Json* since = find(json, "since_start_ns");
  if (since == nullptr || !since->is_number_integer()) {
    return std::unexpected(wrong("since_start_ns"));
  }
  event.since_start = std::chrono::nanoseconds(since->get<std::int64_t>());
  constexpr auto most = std::chrono::hours(24 * 365 * 100);  // differences stay countable
  if (event.since_start < std::chrono::nanoseconds(0) || event.since_start > most) {
    return std::unexpected(wrong("since_start_ns"));
  }
  const auto phase = place_of(phases, string_or(json, "phase"));
  if (!phase) return std::unexpected(wrong("phase"));
  event.phase = static_cast<model::Phase>(*phase);
  event.index = BRUNT_TRY(count_at(json, "index"));
  event.round = BRUNT_TRY(count_at(json, "round"));
  event.activity = string_or(json, "activity");
  const Json* data = find(json, "data");
  if (data == nullptr || !data->is_object()) return std::unexpected(wrong("data"));
  event.data = *data;
  return event;
}

WholeEvents whole_events(std::string_view text) {
  WholeEvents out;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    if (auto event = parse_event(text.substr(0, end))) {
      out.events.push_back(*std::move(event));
    } else {
      out.damaged.push_back(number);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace brunt::store

#include "impact/events.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "impact/secrets.h"

namespace brunt::impact {
namespace {

constexpr int deepest = 8;
constexpr std::size_t most_events = 10'000;

/// The first of `keys` that `value` has a text for.
std::string any_of(const Json& value, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (std::string text = string_or(value, key); !text.empty()) return text;
  }
  return "";
}

/// What the event is about; JSON has the API's names, a Python client's has its own.
const Json& subject_of(const Json& value) {
  for (const char* key : {"involvedObject", "involved_object", "regarding"}) {
    if (const Json& found = member(value, key); found.is_object()) return found;
  }
  return member(value, "regarding");
}

std::optional<ClusterEvent> event_of(const Json& value, const Entry& entry) {
  const Json& subject = subject_of(value);
  const std::string reason = string_or(value, "reason");
  if (!subject.is_object() || reason.empty()) return std::nullopt;
  const std::string when = any_of(value, {"eventTime", "event_time", "lastTimestamp",
                                          "last_timestamp", "firstTimestamp", "first_timestamp"});
  const Json& metadata = member(value, "metadata");
  const auto at = parse_time(
      when.empty() ? any_of(metadata, {"creationTimestamp", "creation_timestamp"}) : when);
  if (!at) return std::nullopt;
  ClusterEvent event;
  event.at = *at;
  event.precision_seconds = when.find('.') == std::string::npos ? 1 : 1e-6;
  event.reason = reason;
  event.object = string_or(subject, "kind") + " " + string_or(subject, "name");
  event.message = mask_text(any_of(value, {"message", "note"}));
  event.warning = string_or(value, "type") == "Warning";
  const Json& count = member(value, "count");
  if (count.is_number_integer() && count.get<std::int64_t>() > 0) {
    event.count = count.get<std::size_t>();
  }
  event.activity = entry.name;
  return event;
}

void collect(const Json& value, const Entry& entry, int depth, std::vector<ClusterEvent>& out) {
  if (depth > deepest || out.size() >= most_events || !value.is_structured()) return;
  if (value.is_object()) {
    if (auto event = event_of(value, entry)) {
      out.push_back(*std::move(event));
      return;
    }
  }
  for (const Json& item : value)
    collect(item, entry, depth + 1, out);
}

}  // namespace

std::vector<ClusterEvent> read_events(const Journal& journal) {
  std::vector<ClusterEvent> events;
  for (const Entry& entry : journal.entries) {
    collect(entry.output, entry, 0, events);
    const Json& printed = member(entry.output, "stdout");
    if (!printed.is_string()) continue;
    const auto& text = printed.get_ref<const std::string&>();
    if (text.find("nvolvedObject") == std::string::npos &&
        text.find("regarding") == std::string::npos) {
      continue;
    }
    if (const auto parsed = parse_json(text)) collect(*parsed, entry, 0, events);
  }
  const auto key = [](const ClusterEvent& e) {
    return std::tie(e.at, e.object, e.reason, e.message);
  };
  std::stable_sort(events.begin(), events.end(),
                   [&](const ClusterEvent& a, const ClusterEvent& b) { return key(a) < key(b); });
  const auto end =
      std::unique(events.begin(), events.end(),
                  [&](const ClusterEvent& a, const ClusterEvent& b) { return key(a) == key(b); });
  events.erase(end, events.end());
  return events;
}

}  // namespace brunt::impact

#include "cli/load_state.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "base/time.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

using std::chrono::nanoseconds;

double number(const Json& value) {
  return value.is_number() ? value.get<double>() : 0.0;
}

double number(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value == nullptr ? 0.0 : number(*value);
}

std::uint64_t count(const Json& object, std::string_view key) {
  return static_cast<std::uint64_t>(std::max(0.0, number(object, key)));
}

nanoseconds milliseconds(double value) {
  return nanoseconds(static_cast<std::int64_t>(value * 1e6));
}

WallTime instant(const Json* value) {
  if (value == nullptr || !value->is_number_integer()) return WallTime{};
  return WallTime{nanoseconds(value->get<std::int64_t>())};
}

LoadSecond second(const Json& row) {
  LoadSecond out;
  if (!row.is_array() || row.size() < 4) return out;
  out.sent = static_cast<std::uint64_t>(std::max(0.0, number(row[0])));
  out.ok = static_cast<std::uint64_t>(std::max(0.0, number(row[1])));
  out.failed = static_cast<std::uint64_t>(std::max(0.0, number(row[2])));
  out.p95 = milliseconds(number(row[3]));
  return out;
}

std::vector<std::string> words_of(const Json& arguments) {
  std::vector<std::string> words;
  if (arguments.is_string()) {
    if (auto split = shell_words(arguments.get<std::string>())) words = *std::move(split);
  } else if (arguments.is_array()) {
    for (const auto& item : arguments)
      if (item.is_string()) words.push_back(item.get<std::string>());
  }
  return words;
}

/// Value of Go flag `name`: -name=v, --name=v, -name v.
std::string flag(const std::vector<std::string>& words, std::string_view name) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (!word.starts_with('-')) continue;
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    if (word == name && i + 1 < words.size()) return words[i + 1];
    if (word.starts_with(name) && word.substr(name.size()).starts_with('='))
      return std::string(word.substr(name.size() + 1));
  }
  return {};
}

std::string time_words(const std::string& text) {
  const auto value = parse_go_duration(text);
  return value ? asked_time(seconds(*value)) : text;
}

}  // namespace

std::optional<LoadState> load_state(const Json& data) {
  const Json* load = find(data, "load");
  if (load == nullptr || !load->is_object()) return std::nullopt;
  LoadState state;
  state.started = instant(find(*load, "started_ns"));
  state.sent = count(*load, "sent");
  state.ok = count(*load, "ok");
  state.failed = count(*load, "failed");
  state.in_flight = count(*load, "in_flight");
  state.p99 = milliseconds(number(*load, "p99_ms"));
  if (const Json* rows = find(*load, "seconds"); rows != nullptr && rows->is_array()) {
    for (const auto& row : *rows)
      state.seconds.push_back(second(row));
  }
  return state;
}

std::vector<EndedRequest> ended_requests(const Json& data) {
  std::vector<EndedRequest> ended;
  const Json* load = find(data, "load");
  const Json* rows = load == nullptr ? nullptr : find(*load, "ended");
  if (rows == nullptr || !rows->is_array()) return ended;
  for (const auto& row : *rows) {
    if (row.is_array() && row.size() == 2 && row[1].is_boolean())
      ended.push_back({instant(&row[0]), row[1].get<bool>()});
  }
  return ended;
}

std::optional<LoadPlan> load_plan(const Json& provider) {
  const Json* arguments = find(provider, "arguments");
  if (arguments == nullptr) return std::nullopt;
  if (std::filesystem::path(string_or(provider, "path")).filename() != "vegeta")
    return std::nullopt;
  const auto words = words_of(*arguments);
  LoadPlan plan;
  std::string rate = flag(words, "rate");
  if (rate.empty()) rate = "50";
  if (rate.find('/') == std::string::npos) rate += "/s";
  plan.words = rate;
  if (const auto duration = flag(words, "duration"); !duration.empty() && duration != "0")
    plan.words += " for " + time_words(duration);
  const auto timeout = flag(words, "timeout");
  if (!timeout.empty()) {
    plan.words += ", time-out " + time_words(timeout);
    if (const auto value = parse_go_duration(timeout)) plan.timeout = *value;
  }
  return plan;
}

}  // namespace brunt::cli

#include "impact/logs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <re2/re2.h>

#include "analysis/silence.h"
#include "base/text.h"
#include "impact/log_forms.h"
#include "impact/secrets.h"
#include "impact/server_log.h"

namespace brunt::impact {
namespace {

constexpr std::size_t looked_at = 20;     // lines, to tell whether a text is a log
constexpr std::size_t most_context = 10;  // lines around the first of a group
constexpr std::size_t most_groups = 100;

/// The lines of a text one after the other, without copies.
template <class Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && !take(line)) return;
  }
}

/// Three lines or more, four of five of which say when they were written.
bool looks_like_log(std::string_view text, WallTime near) {
  std::size_t lines = 0;
  std::size_t timed = 0;
  each_line(text, [&](std::string_view line) {
    ++lines;
    const bool in_front = take_time(line).has_value();
    timed += in_front || read_line_form(line, near).at ? 1U : 0U;
    return lines < looked_at;
  });
  return lines >= 3 && 5 * timed >= 4 * lines;
}

LogLine read_line(std::string_view line, WallTime near, WallTime last, std::string_view& form) {
  LogLine out;
  const auto in_front = take_time(line);
  const std::string text = as_utf8(line);
  LineForm read = read_line_form(text, near);
  out.at = in_front ? *in_front : read.at.value_or(last);
  out.text = mask_text(text);
  out.status = read.status;
  out.error = read.error;
  out.method = std::move(read.method);
  out.path = mask_text(read.path);
  out.took_seconds = read.seconds;
  if (!read.form.empty()) form = read.form;
  return out;
}

/// Numbers and identifiers of a line replaced, so that lines that say the same are equal.
std::string pattern_of(const std::string& text) {
  static const RE2 quoted("\"[^\"]*\"|'[^']*'");
  static const RE2 identifiers(
      "\\b[0-9a-fA-F]{8}[0-9a-fA-F-]{4,}\\b|\\b\\d[\\w.:-]*|\\b[a-z0-9-]*-[a-z0-9]*\\d[a-z0-9-]*"
      "\\b");
  std::string out = text;
  RE2::GlobalReplace(&out, quoted, "\"…\"");
  RE2::GlobalReplace(&out, identifiers, "…");
  return out;
}

void group_errors(LogLane& lane) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < lane.lines.size(); ++i) {
    if (!lane.lines[i].error) continue;
    const auto [place, fresh] =
        places.try_emplace(pattern_of(lane.lines[i].text), lane.groups.size());
    if (!fresh) {
      ++lane.groups[place->second].count;
      continue;
    }
    LogGroup group{place->first, 1, lane.lines[i].at, {}};
    const std::size_t from = i - std::min(i, most_context / 2);
    for (std::size_t k = from; k < std::min(lane.lines.size(), from + most_context); ++k)
      group.context.push_back(lane.lines[k].text);
    lane.groups.push_back(std::move(group));
  }
  std::stable_sort(lane.groups.begin(), lane.groups.end(),
                   [](const LogGroup& a, const LogGroup& b) { return a.count > b.count; });
  if (lane.groups.size() > most_groups) lane.groups.resize(most_groups);
}

LogLane read_lane(const std::string& name, std::string_view text, const Entry& entry) {
  LogLane lane;
  lane.name = name;
  lane.activity = entry.name;
  const WallTime near = entry.start.value_or(WallTime{});
  WallTime last = near;
  std::map<std::string_view, std::size_t> forms;
  each_line(text, [&](std::string_view line) {
    std::string_view form;
    lane.lines.push_back(read_line(line, near, last, form));
    last = lane.lines.back().at;
    if (!form.empty()) ++forms[form];
    return true;
  });
  for (const auto& [form, count] : forms) {
    if (lane.form.empty() || count > forms[lane.form]) lane.form = form;
  }
  std::stable_sort(lane.lines.begin(), lane.lines.end(),
                   [](const LogLine& a, const LogLine& b) { return a.at < b.at; });
  group_errors(lane);
  return lane;
}

bool only_texts(const Json& output) {
  return std::all_of(output.begin(), output.end(),
                     [](const Json& value) { return value.is_string(); });
}

std::string joined(const Json& texts) {
  std::string out;
  for (const Json& text : texts) {
    if (text.is_string()) out += text.get_ref<const std::string&>() + "\n";
  }
  return out;
}

/// Lanes of an object that names a text for each pod.
void add_pods(const Entry& entry, std::vector<LogLane>& lanes) {
  for (const auto& [pod, text] : entry.output.items()) {
    if (text.is_string()) {
      lanes.push_back(read_lane(pod, text.get_ref<const std::string&>(), entry));
    } else if (text.is_array()) {
      lanes.push_back(read_lane(pod, joined(text), entry));
    }
  }
}

void add_lanes(const Entry& entry, std::vector<LogLane>& lanes) {
  const Json& output = entry.output;
  const WallTime near = entry.start.value_or(WallTime{});
  const auto add_text = [&](std::string_view text) {
    if (looks_like_log(text, near)) lanes.push_back(read_lane(entry.name, text, entry));
  };
  if (output.is_object() && entry.func.ends_with("read_pod_logs")) return add_pods(entry, lanes);
  if (is_load(entry)) return;
  if (output.is_string()) return add_text(output.get_ref<const std::string&>());
  if (output.is_array() && !output.empty() && only_texts(output)) return add_text(joined(output));
  if (!output.is_object() || output.empty()) return;
  if (const Json& printed = member(output, "stdout"); printed.is_string()) {
    return add_text(printed.get_ref<const std::string&>());
  }
  const Json& first = output.begin().value();
  if (only_texts(output) && looks_like_log(first.get_ref<const std::string&>(), near)) {
    add_pods(entry, lanes);
  }
}

std::int64_t ns(WallTime at) {
  return at.time_since_epoch().count();
}

}  // namespace

std::vector<LogLane> read_logs(const Journal& journal) {
  std::vector<LogLane> lanes;
  for (const Entry& entry : journal.entries)
    add_lanes(entry, lanes);
  return lanes;
}

void mark_silences(std::vector<LogLane>& lanes, bool paced, const std::optional<WallTime>& fault) {
  for (LogLane& lane : lanes) {
    std::vector<std::int64_t> times;
    times.reserve(lane.lines.size());
    for (const LogLine& line : lane.lines)
      times.push_back(ns(line.at));
    const auto silence =
        analysis::find_silence(times, paced, fault ? std::optional(ns(*fault)) : std::nullopt);
    if (!silence) continue;
    lane.silence_start = lane.lines[silence->after].at;
    lane.silence_end = lane.lines[silence->after + 1].at;
    lane.silence_seconds = silence->seconds;
  }
}

void align_clocks(std::vector<LogLane>& lanes, const LoadEvidence& load) {
  for (LogLane& lane : lanes) {
    ServerLog own;
    for (const std::size_t i : lines_of_load(lane, load))
      own.lines.push_back(&lane.lines[i]);
    if (own.lines.size() < 5) continue;
    const auto offset = clock_offset(load.requests, own);
    if (!offset) continue;
    const double middle = (offset->low + offset->high) / 2;
    if (std::abs(middle) <= 1) continue;
    lane.clock_shift_seconds = middle;
    const auto shift = std::chrono::nanoseconds(std::llround(middle * 1e9));
    for (LogLine& line : lane.lines)
      line.at -= shift;
    for (LogGroup& group : lane.groups)
      group.first -= shift;
  }
}

std::vector<std::size_t> lines_of_load(const LogLane& lane, const LoadEvidence& load) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < lane.lines.size(); ++i) {
    if (lane.lines[i].status == 0) continue;
    groups[{lane.lines[i].method, lane.lines[i].path}].push_back(i);
  }
  if (!load.path.empty()) {
    const auto own = groups.find({load.method, load.path});
    return own == groups.end() ? std::vector<std::size_t>{} : own->second;
  }
  std::vector<std::size_t> most;
  for (auto& [key, lines] : groups) {
    if (lines.size() > most.size()) most = lines;
  }
  return most;
}

}  // namespace brunt::impact

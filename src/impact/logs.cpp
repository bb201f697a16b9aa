#include "impact/logs.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <re2/re2.h>

#include "analysis/silence.h"
#include "base/text.h"
#include "impact/secrets.h"

namespace brunt::impact {
namespace {

bool word_in(const std::string& text) {
  static const RE2 trouble(
      "(?i)\\b(error|panic|fatal|exception|segfault|oomkilled)\\b|level=(error|fatal)");
  return RE2::PartialMatch(text, trouble);
}

LogLine read_line(std::string_view line, WallTime last) {
  LogLine out;
  out.at = last;
  const auto blank = line.find(' ');
  if (blank != std::string_view::npos && blank >= 20) {
    if (const auto at = parse_time(line.substr(0, blank))) {
      out.at = *at;
      line.remove_prefix(blank + 1);
    }
  }
  out.text = mask_text(as_utf8(line));
  out.status = read_status(out.text);
  out.error = out.status == 0 && word_in(out.text);
  return out;
}

LogLane read_lane(const std::string& name, const std::string& text, const Entry& entry) {
  LogLane lane;
  lane.name = name;
  lane.activity = entry.name;
  WallTime last = entry.start.value_or(WallTime{});
  for (const std::string& line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    lane.lines.push_back(read_line(line, last));
    last = lane.lines.back().at;
  }
  std::stable_sort(lane.lines.begin(), lane.lines.end(),
                   [](const LogLine& a, const LogLine& b) { return a.at < b.at; });
  return lane;
}

void mark_silence(LogLane& lane, bool paced) {
  std::vector<std::int64_t> times;
  times.reserve(lane.lines.size());
  for (const LogLine& line : lane.lines)
    times.push_back(line.at.time_since_epoch().count());
  const auto silence = analysis::find_silence(times, paced);
  if (!silence) return;
  lane.silence_start = lane.lines[silence->after].at;
  lane.silence_end = lane.lines[silence->after + 1].at;
  lane.silence_seconds = silence->seconds;
}

/// A log is an object of texts whose function says so, or whose first line begins with a time.
bool is_log(const Entry& entry) {
  if (!entry.output.is_object() || entry.output.empty()) return false;
  const bool texts = std::all_of(entry.output.begin(), entry.output.end(),
                                 [](const Json& value) { return value.is_string(); });
  if (!texts) return false;
  if (entry.func.ends_with("read_pod_logs")) return true;
  const auto& first = entry.output.begin().value().get_ref<const std::string&>();
  return first.size() > 20 && parse_time(first.substr(0, first.find(' '))).has_value();
}

}  // namespace

int read_status(const std::string& text) {
  static const RE2 patterns(
      "- \\[([1-5]\\d\\d)\\]|\" ([1-5]\\d\\d) (?:\\d|-)|\\b(?:status|code)[=: "
      "]+\"?([1-5]\\d\\d)\\b");
  std::string a;
  std::string b;
  std::string c;
  if (!RE2::PartialMatch(text, patterns, &a, &b, &c)) return 0;
  return std::atoi((a + b + c).c_str());
}

LineFacts read_facts(const std::string& text) {
  static const RE2 forwarded("\\[([A-Z]+)\\] to (\\S+)");
  static const RE2 common("\"([A-Z]+) (/\\S*) HTTP/");
  static const RE2 took("([0-9]+(?:\\.[0-9]+)?) seconds");
  LineFacts facts;
  if (!RE2::PartialMatch(text, forwarded, &facts.method, &facts.path)) {
    RE2::PartialMatch(text, common, &facts.method, &facts.path);
  }
  facts.path = facts.path.substr(0, facts.path.find('?'));
  double seconds = 0;
  if (RE2::PartialMatch(text, took, &seconds)) facts.seconds = seconds;
  return facts;
}

std::vector<LogLane> read_logs(const Journal& journal, const std::vector<RequestMark>& requests) {
  std::vector<LogLane> lanes;
  for (const Entry& entry : journal.entries) {
    const bool by_name = entry.func.ends_with("read_pod_logs") && entry.output.is_object();
    if (!is_log(entry) && !by_name) continue;
    for (const auto& [pod, text] : entry.output.items()) {
      if (!text.is_string()) continue;
      LogLane lane = read_lane(pod, text.get_ref<const std::string&>(), entry);
      mark_silence(lane, requests.size() > 4);
      lanes.push_back(std::move(lane));
    }
  }
  return lanes;
}

std::vector<std::size_t> lines_of_load(const LogLane& lane, const LoadEvidence& load) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < lane.lines.size(); ++i) {
    if (lane.lines[i].status == 0) continue;
    const LineFacts facts = read_facts(lane.lines[i].text);
    groups[{facts.method, facts.path}].push_back(i);
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

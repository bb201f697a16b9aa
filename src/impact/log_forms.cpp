#include "impact/log_forms.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/json.h"
#include "base/text.h"
#include "impact/journal.h"

namespace brunt::impact {
namespace {

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

std::string without_query(std::string path) {
  path.resize(std::min(path.size(), path.find('?')));
  return path;
}

bool grave(std::string_view level) {
  const std::string word = lower(level);
  return word == "error" || word == "err" || word == "fatal" || word == "critical" ||
         word == "crit" || word == "panic" || word == "alert" || word == "emerg";
}

bool troubled(std::string_view text) {
  static const RE2 words(
      "(?i)\\b(error|panic|fatal|exception|segfault|oomkilled)\\b|level=(error|fatal)");
  return RE2::PartialMatch(piece(text), words);
}

/// Seconds that "1.5s", "23ms", "0.015" (seconds) or a number in `unit` stand for.
std::optional<double> span_of(const std::string& text, double unit) {
  double plain = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), plain);
  if (error == std::errc{} && end == text.data() + text.size()) return plain * unit;
  const auto duration = parse_go_duration(text);
  return duration ? std::optional(seconds(*duration)) : std::nullopt;
}

std::optional<WallTime> time_of(const std::string& text) {
  if (const auto at = parse_time(text)) return *at;
  double since_epoch = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since_epoch);
  if (error != std::errc{} || end != text.data() + text.size() || since_epoch < 1e8) {
    return std::nullopt;
  }
  for (const double unit : {1.0, 1e3, 1e6, 1e9}) {  // seconds, then finer ones
    if (since_epoch / unit < 9.2e9)                 // 64 bits of nanoseconds
      return WallTime(std::chrono::nanoseconds(std::llround(since_epoch / unit * 1e9)));
  }
  return std::nullopt;
}

/// One name and value of a structured line.
void take_field(const std::string& key, const std::string& value, LineForm& out) {
  if (key == "time" || key == "ts" || key == "timestamp" || key == "@timestamp" || key == "t") {
    if (!out.at) out.at = time_of(value);
  } else if (key == "level" || key == "severity" || key == "lvl" || key == "loglevel") {
    out.error = out.error || grave(value);
  } else if (key == "status" || key == "status_code" || key == "statuscode" || key == "code" ||
             key == "response_code" || key == "http_status") {
    const int status = std::atoi(value.c_str());
    if (status >= 100 && status < 600) out.status = status;
  } else if (key == "method" || key == "request_method" || key == "verb") {
    out.method = value;
  } else if (key == "path" || key == "uri" || key == "url" || key == "request_uri") {
    const auto scheme = value.find("://");
    const auto slash = scheme == std::string::npos ? 0 : value.find('/', scheme + 3);
    if (slash != std::string::npos) out.path = without_query(value.substr(slash));
  } else if (key == "duration" || key == "latency" || key == "elapsed" || key == "took" ||
             key == "request_time" || key == "response_time" || key == "duration_s") {
    out.seconds = span_of(value, 1);
  } else if (key == "duration_ms" || key == "latency_ms" || key == "elapsed_ms") {
    out.seconds = span_of(value, 1e-3);
  }
}

bool read_json_line(std::string_view line, LineForm& out) {
  if (!line.starts_with('{') || !trim(line).ends_with('}')) return false;
  const auto value = parse_json(line);
  if (!value || !value->is_object()) return false;
  out.form = "json";
  for (const auto& [key, item] : value->items()) {
    if (item.is_structured() || item.is_null()) continue;
    take_field(lower(key), item.is_string() ? item.get<std::string>() : to_text(item), out);
  }
  return true;
}

/// key=value key="a value" ...; at least a time or a level and one more.
bool read_logfmt(std::string_view line, LineForm& out) {
  static const RE2 field("([A-Za-z_@][A-Za-z0-9_.@-]*)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^ ]*) ?");
  if (line.find("level=") == std::string_view::npos &&
      line.find("time=") == std::string_view::npos && line.find("ts=") == std::string_view::npos) {
    return false;
  }
  re2::StringPiece rest = piece(line);
  std::string key;
  std::string value;
  std::size_t fields = 0;
  LineForm read;
  while (RE2::FindAndConsume(&rest, field, &key, &value)) {
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    take_field(lower(key), value, read);
    ++fields;
  }
  if (fields < 2) return false;
  out = read;
  out.form = "logfmt";
  return true;
}

constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "24/Apr/2018:17:20:42 +0000".
std::optional<WallTime> access_time(const std::string& day, const std::string& month,
                                    const std::string& year, const std::string& clock,
                                    const std::string& zone) {
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (month != months[i]) continue;
    const auto at = parse_time(fmt::format("{}-{:02}-{}T{}{}:{}", year, i + 1, day, clock,
                                           zone.substr(0, 3), zone.substr(3)));
    return at ? std::optional(*at) : std::nullopt;
  }
  return std::nullopt;
}

/// host ident user [time] "GET /path HTTP/1.1" status bytes, and what the combined form adds;
/// a last number is taken for the seconds a request took, as nginx' $request_time.
bool read_access_line(std::string_view line, LineForm& out) {
  static const RE2 pattern(
      "\\[(\\d\\d)/([A-Z][a-z][a-z])/(\\d{4}):(\\d\\d:\\d\\d:\\d\\d) ([+-]\\d{4})\\] "
      "\"([A-Z]+) (\\S+)[^\"]*\" ([1-5]\\d\\d) ");
  static const RE2 last("\" ([0-9]+\\.[0-9]+)\\s*$");
  if (line.find('[') == std::string_view::npos) return false;
  std::array<std::string, 5> when;
  std::string path;
  if (!RE2::PartialMatch(piece(line), pattern, &when[0], &when[1], &when[2], &when[3], &when[4],
                         &out.method, &path, &out.status)) {
    return false;
  }
  out.form = "combined";
  out.at = access_time(when[0], when[1], when[2], when[3], when[4]);
  out.path = without_query(path);
  double took = 0;
  if (RE2::PartialMatch(piece(line), last, &took)) out.seconds = took;
  return true;
}

/// "E0424 17:20:42.904752       1 file.go:12] text".
bool read_klog(std::string_view line, WallTime near, LineForm& out) {
  static const RE2 pattern("^([IWEF])(\\d\\d)(\\d\\d) (\\d\\d:\\d\\d:\\d\\d\\.\\d+)\\s+\\d+ ");
  if (line.size() < 22 || std::string_view("IWEF").find(line[0]) == std::string_view::npos) {
    return false;
  }
  std::string level;
  std::string month;
  std::string day;
  std::string clock;
  if (!RE2::PartialMatch(piece(line), pattern, &level, &month, &day, &clock)) return false;
  out.form = "klog";
  out.error = level == "E" || level == "F";
  const int year = std::atoi(rfc3339(near).substr(0, 4).c_str());
  for (const int candidate : {year, year - 1, year + 1}) {
    const auto at = parse_time(fmt::format("{:04}-{}-{}T{}Z", candidate, month, day, clock));
    if (at && (!out.at || std::chrono::abs(*at - near) < std::chrono::abs(*out.at - near))) {
      out.at = *at;
    }
  }
  return true;
}

void read_free_text(std::string_view line, LineForm& out) {
  static const RE2 forwarded("\\[([A-Z]+)\\] to (\\S+)");
  static const RE2 common("\"([A-Z]+) (/\\S*) HTTP/");
  static const RE2 took("([0-9]+(?:\\.[0-9]+)?) seconds");
  static const RE2 statuses(
      "- \\[([1-5]\\d\\d)\\]|\" ([1-5]\\d\\d) (?:\\d|-)|\\b(?:status|code)[=: "
      "]+\"?([1-5]\\d\\d)\\b");
  std::array<std::string, 3> status;
  const re2::StringPiece text = piece(line);
  if (RE2::PartialMatch(text, statuses, &status[0], &status[1], &status[2])) {
    out.status = std::atoi((status[0] + status[1] + status[2]).c_str());
  }
  const bool of_request = line.find("] to ") != std::string_view::npos &&
                          RE2::PartialMatch(text, forwarded, &out.method, &out.path);
  if (of_request) {
    out.form = "gateway";
  } else if (line.find("HTTP/") != std::string_view::npos) {
    RE2::PartialMatch(text, common, &out.method, &out.path);
  }
  out.path = without_query(out.path);
  double span = 0;
  if (line.find(" seconds") != std::string_view::npos && RE2::PartialMatch(text, took, &span)) {
    out.seconds = span;
  }
}

}  // namespace

std::optional<WallTime> take_time(std::string_view& line) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || blank < 19 || line[4] != '-') return std::nullopt;
  const auto at = parse_time(line.substr(0, blank));
  if (!at) return std::nullopt;
  line.remove_prefix(blank + 1);
  for (const std::string_view stream : {"stdout ", "stderr "}) {  // the CRI's own files
    if (line.starts_with(stream) && line.size() > stream.size() + 2 &&
        line[stream.size() + 1] == ' ') {
      line.remove_prefix(stream.size() + 2);
      break;
    }
  }
  return *at;
}

LineForm read_line_form(std::string_view line, WallTime near) {
  LineForm out;
  const bool structured = read_json_line(line, out) || read_access_line(line, out) ||
                          read_klog(line, near, out) || read_logfmt(line, out);
  if (!structured) read_free_text(line, out);
  if (out.status == 0 && !structured) out.error = troubled(line);
  return out;
}

}  // namespace brunt::impact

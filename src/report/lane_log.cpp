#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::LogLane;
using impact::LogLine;

namespace {

bool is_bad(const LogLine& line) {
  return line.error || line.status >= 400;
}

/// "3 × 502, 3 error lines"
std::string count_bad(const LogLane& log) {
  std::map<int, std::size_t> by_status;
  std::size_t errors = 0;
  for (const LogLine& line : log.lines) {
    if (line.status >= 400) {
      ++by_status[line.status];
    } else if (line.error) {
      ++errors;
    }
  }
  std::string text;
  for (const auto& [status, count] : by_status) {
    text += fmt::format("{}{} \u00d7 {}", text.empty() ? "" : ", ", thousands(count), status);
  }
  if (errors > 0) text += (text.empty() ? "" : ", ") + counted(errors, "error line");
  return text;
}

void draw_silence(Pen& pen, const LogLane& log, double y) {
  if (!log.silence_start || !log.silence_end) return;
  const WallTime from = *log.silence_start;
  const WallTime to = *log.silence_end;
  const std::string length = duration(log.silence_seconds);
  pen.bar(from, to, y - 6, 12, "silence",
          pen.wide()
              ? fmt::format("{}  silence: no line for {}, until {}", clock(from), length, clock(to))
              : "");
  for (const std::string& text : {"silent for " + length, length}) {
    if (pen.width_of(text) + 6 > pen.x(to) - pen.x(from)) continue;
    pen.label(later(from, between(from, to) / 2), 0, y + 4, {{text, ""}}, "an b sil",
              Anchor::middle);
    return;
  }
}

/// Lines as single marks in the wide drawing, else as one path per kind.
void draw_ticks(Pen& pen, const LogLane& log, double y, bool bad) {
  const bool single = pen.wide() && log.lines.size() <= most_marks / 2;
  std::string d;
  int last = -1;
  for (const LogLine& line : log.lines) {
    if (is_bad(line) != bad) continue;
    if (single) {
      const std::string_view symbol = bad ? "err" : line.status > 0 ? "line" : "mute";
      pen.mark(line.at, y, symbol, clock(line.at) + "  " + shortened(line.text, 140));
      continue;
    }
    const int column = static_cast<int>(10 * pen.x(line.at));
    if (column == last) continue;
    last = column;
    d += fmt::format("M{} {}v{}", coordinate(pen.x(line.at)), coordinate(y - (bad ? 12 : 6)),
                     bad ? 22 : 12);
  }
  if (!d.empty()) pen.path(d, bad ? "crs" : "lns");
}

void draw_log(Pen& pen, const LogLane& log, const Story& story, double top) {
  const double y = top + 18;
  if (log.lines.empty()) {
    pen.text(pen.left() + 6, y + 4, "no line was read", "an q");
    return;
  }
  const WallTime end = later(story.origin, story.span);
  const WallTime last = log.lines.back().at;
  const bool unread = between(last, end) > story.span / 25;
  if (unread) {
    pen.bar(last, end, y - 8, 16, "nodata", pen.wide() ? clock(last) + "  the last line read" : "",
            "dots");
    const std::string text = "not read after " + clock_time(last, 0);
    if (pen.width_of(text) + 16 < pen.right() - pen.x(last)) {
      pen.text((pen.x(last) + pen.right()) / 2, y + 4, text, "an q", Anchor::middle);
    }
  }
  draw_silence(pen, log, y);
  draw_ticks(pen, log, y, false);
  draw_ticks(pen, log, y, true);
  const auto first = std::find_if(log.lines.begin(), log.lines.end(), is_bad);
  if (first == log.lines.end()) return;
  const std::string bad = count_bad(log);
  const std::string full = fmt::format("{} from {}", bad, clock(first->at));
  const bool before = pen.x(first->at) - pen.width_of(full) > pen.left();
  const std::vector<Run> runs{{pen.wide() ? full : bad, ""}};
  if (before) {
    pen.label(first->at, -6, y + 25, runs, "an bad", Anchor::end);
  } else {
    pen.label(first->at, 6, y + 25, runs, "an bad");
  }
}

}  // namespace

Lane log_lane(const LogLane& log, const Story& story, const Pen& pen) {
  (void)pen;
  Lane lane{"Log", log.name, 46, {}};
  lane.draw = [&log, &story](Pen& on, double top) {
    on.open_lane("log");
    draw_log(on, log, story, top);
    on.close();
  };
  return lane;
}

}  // namespace brunt::report

#include <fmt/format.h>

#include "base/time.h"
#include "cli/log.h"
#include "cli/terminal_rows.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

/// `before ok: name: result (9 ms)` without the time in front.
std::string sentence(const Look& look, const Fact& fact) {
  const std::string name = safe(look, fact.name);
  const std::string result = spelt(look, safe(look, fact.result));
  const auto after = [](const std::string& text) { return text.empty() ? "" : ": " + text; };
  const std::string took = fact.took ? " (" + short_time(*fact.took) + ")" : "";
  const std::string word = fact.word.empty() ? "" : " " + fact.word;
  switch (fact.kind) {
    case FactKind::head:
      return "run: " + name;
    case FactKind::phase:
      return fact.subject + after(name);
    case FactKind::pause:
      return "pause: " + result;
    case FactKind::load:
      return "load: " + result;
    case FactKind::users:
      return "users: " + fact.word + " " + result;
    case FactKind::note:
      return name + after(result);
    case FactKind::end:
      return "run: " + name + ", " + result + took;
    case FactKind::fault: {
      const auto read_back = fact.detail.rfind("; ");
      const std::string more = read_back == std::string::npos
                                   ? ""
                                   : ", " + safe(look, fact.detail.substr(read_back + 2));
      return "FAULT" + word + ": " + name + after(result + more) + took;
    }
    case FactKind::started:
    case FactKind::activity:
      break;
  }
  return fact.subject + word + ": " + name + after(result) + took;
}

std::string_view event_name(FactKind kind) {
  switch (kind) {
    case FactKind::head:
      return "run-started";
    case FactKind::phase:
      return "phase-started";
    case FactKind::activity:
      return "activity-finished";
    case FactKind::started:
      return "activity-started";
    case FactKind::fault:
      return "fault";
    case FactKind::pause:
      return "pause";
    case FactKind::load:
      return "load";
    case FactKind::users:
      return "users";
    case FactKind::note:
      return "note";
    case FactKind::end:
      return "run-finished";
  }
  return "";
}

/// A phase is a row of its own only on a terminal: when piped, each line names it.
bool terminal_only(const Fact& fact) {
  return fact.kind == FactKind::phase;
}

}  // namespace

std::string piped_line(const Look& look, const Fact& fact) {
  if (terminal_only(fact)) return {};
  const int digits = fact.kind == FactKind::head ? 0 : 1;
  return rfc3339(fact.at, digits) + " " + sentence(look, fact);
}

std::string json_line(const Fact& fact) {
  const Look plain;
  const LogLevel level = fact.glyph == Glyph::missed ? LogLevel::warning : LogLevel::info;
  Json line = log_members({level, "run", 0, sentence(plain, fact)}, fact.at);
  line["event"] = event_name(fact.kind);
  if (!fact.name.empty()) line["name"] = fact.name;
  if (!fact.word.empty()) line["outcome"] = fact.word;
  if (!fact.result.empty()) line["result"] = fact.result;
  if (!fact.detail.empty()) line["detail"] = fact.detail;
  if (fact.took) line["duration"] = seconds(*fact.took);
  line.update(fact.data);
  return to_text(line);
}

}  // namespace brunt::cli

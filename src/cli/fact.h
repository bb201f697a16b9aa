#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "cli/terminal_look.h"

namespace brunt::cli {

enum class FactKind {
  head,      ///< the run began
  phase,     ///< before, method, after, rollbacks
  activity,  ///< one has ended
  started,   ///< one runs in the background from now on
  fault,     ///< something was broken; `at` is when that began
  pause,
  load,   ///< how far the load is
  users,  ///< they began to fail, or are answered again
  note,
  end,  ///< the run ended
};

/// One thing to tell while a run goes on. A terminal, a pipe and a JSON log show the same facts.
struct Fact {
  FactKind kind = FactKind::note;
  WallTime at{};
  Glyph glyph = Glyph::none;
  std::string subject;  ///< first words when piped: "run", "before", "action", "pause", "FAULT"
  std::string word;     ///< "ok", "missed", "failed", "started", or ""
  std::string name;     ///< of the activity, or the title of a phase
  std::string result;   ///< a few words
  std::string detail;   ///< one more line, or ""
  std::optional<std::chrono::nanoseconds> took;
  Json data = Json::object();  ///< more, for the JSON log

  friend bool operator==(const Fact&, const Fact&) = default;
};

}  // namespace brunt::cli

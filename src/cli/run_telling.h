#pragma once

#include <memory>
#include <string>

#include "base/limits.h"
#include "cli/chaos_lines.h"
#include "cli/event_stream.h"
#include "cli/painter.h"
#include "cli/session.h"
#include "model/event.h"

namespace brunt::cli {

/// All who are told how a run goes: the terminal or the reference's console lines, the log file,
/// whoever follows its events. None of them delays the run. One thread at a time calls it.
class RunTelling {
 public:
  RunTelling(const TalkFlags& talk, Session& session);

  /// `target`: see EventStream. Errors: `invalid_input`, `unavailable`, `timed_out`.
  Result<> follow(const std::string& target, const Limits& limits);

  void observe(const model::Event& event);
  /// The run is over; the moving rows go. Gives how many events nobody could be told.
  std::uint64_t finish();

 private:
  const Log& log_;
  ChaosLines lines_;
  Painter painter_;
  std::unique_ptr<EventStream> events_;
};

}  // namespace brunt::cli

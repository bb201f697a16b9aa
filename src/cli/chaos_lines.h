#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/log.h"
#include "model/event.h"

namespace brunt::cli {

/// The events of a run in the words of the reference's log, which people and scripts know. No
/// clock, no output: the same events give the same entries.
/// Source: experiment format section 7.4.
class ChaosLines {
 public:
  std::vector<LogEntry> on(const model::Event& event);

 private:
  void add(LogLevel level, std::string module, int line, std::string text);
  void run_started(const Json& data);
  void phase_started(const model::Event& event);
  void pause_started(const model::Event& event);
  void activity_started(const model::Event& event);
  void activity_finished(const model::Event& event);
  void phase_finished(const model::Event& event);
  void interrupted(const Json& data);
  void run_finished(const Json& data);
  void end_of_checks(model::Phase next);
  const Json* definition(const model::Event& event) const;

  std::vector<LogEntry> entries_;
  Json experiment_;
  Json strategies_ = Json::object();
  bool checked_during_ = false, rollbacks_began_ = false;
  std::string last_probe_;
  bool last_failed_ = false;
};

/// What the reference logs around validation.
LogEntry validation_started();
LogEntry looks_valid();

}  // namespace brunt::cli

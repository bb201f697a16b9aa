#include "cli/chaos_lines.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/substitute.h"

namespace brunt::cli {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

bool truth(const Json& data, std::string_view key) {
  const Json* value = find(data, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

/// "probe" gives "Probe".
std::string titled(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

/// "ActivityFailed: no route" gives "no route": the reference shows the message alone.
std::string message_of(const Json& data) {
  const Json* exception = find(data, "exception");
  if (exception == nullptr || !exception->is_array() || exception->empty()) return "";
  const Json& last = exception->back();
  if (!last.is_string()) return "";
  std::string text(trim(last.get<std::string>()));
  const auto colon = text.find(": ");
  return colon == std::string::npos ? text : text.substr(colon + 2);
}

bool checks_hypothesis(Phase phase) {
  return phase != Phase::method && phase != Phase::rollbacks;
}

}  // namespace

LogEntry validation_started() {
  return {LogLevel::info, "experiment", 59, "Validating the experiment's syntax"};
}

LogEntry looks_valid() {
  return {LogLevel::info, "experiment", 112, "Experiment looks valid"};
}

std::vector<LogEntry> ChaosLines::on(const Event& event) {
  entries_.clear();
  switch (event.kind) {
    case EventKind::run_started:
      run_started(event.data);
      break;
    case EventKind::phase_started:
      phase_started(event);
      break;
    case EventKind::pause_started:
      pause_started(event);
      break;
    case EventKind::activity_started:
      activity_started(event);
      break;
    case EventKind::activity_finished:
      activity_finished(event);
      break;
    case EventKind::phase_finished:
      phase_finished(event);
      break;
    case EventKind::interrupted:
      interrupted(event.data);
      break;
    case EventKind::check_skipped:
      add(LogLevel::debug, "run", 955,
          "Continuous checks were due and not made: " + to_text(event.data));
      break;
    case EventKind::activity_skipped:
      add(LogLevel::debug, "activity", 240,
          fmt::format("Activity {} is skipped: {}", event.activity,
                      string_or(event.data, "reason")));
      break;
    case EventKind::run_finished:
      run_finished(event.data);
      break;
    case EventKind::activity_progress:
      break;
  }
  return std::move(entries_);
}

void ChaosLines::add(LogLevel level, std::string module, int line, std::string text) {
  entries_.push_back({level, std::move(module), line, std::move(text)});
}

/// The activity of `event` as the document has it; null when there is none.
const Json* ChaosLines::definition(const Event& event) const {
  if (const Json* followed = find(event.data, "definition")) return followed;
  if (!event.index) return nullptr;
  const Json* list = nullptr;
  if (event.phase == Phase::method || event.phase == Phase::rollbacks) {
    list = find(experiment_, event.phase == Phase::method ? "method" : "rollbacks");
  } else if (const Json* hypothesis = find(experiment_, "steady-state-hypothesis")) {
    list = find(*hypothesis, "probes");
  }
  if (list == nullptr || !list->is_array() || *event.index >= list->size()) return nullptr;
  return &(*list)[*event.index];
}

void ChaosLines::run_started(const Json& data) {
  if (const Json* document = find(data, "experiment")) experiment_ = *document;
  if (const Json* strategies = find(data, "strategies")) strategies_ = *strategies;
  add(LogLevel::info, "run", 440, "Running experiment: " + string_or(experiment_, "title"));
  if (const std::string dry = string_or(experiment_, "dry"); !dry.empty())
    add(LogLevel::warning, "run", 453, "Running experiment with dry " + dry);
  std::string strategy = string_or(strategies_, "hypothesis", "default");
  if (strategy == "continuously") strategy = "continuous";
  add(LogLevel::info, "run", 471, "Steady-state strategy: " + strategy);
  add(LogLevel::info, "run", 477,
      "Rollbacks strategy: " + string_or(strategies_, "rollbacks", "default"));
  if (strategy == "skip") {
    add(LogLevel::info, "run", 490, "Skipping Steady-State Hypothesis as requested");
  } else if (find(experiment_, "steady-state-hypothesis") == nullptr) {
    add(LogLevel::info, "run", 485,
        "No steady state hypothesis defined. That's ok, just exploring.");
  }
}

/// The continuous check is over once anything but its own events and the method's comes.
void ChaosLines::end_of_checks(Phase next) {
  if (!checked_during_ || next == Phase::method || next == Phase::during) return;
  checked_during_ = false;
  add(LogLevel::info, "run", 751, "Continuous steady state hypothesis terminated");
}

void ChaosLines::phase_started(const Event& event) {
  end_of_checks(event.phase);
  if (event.phase == Phase::method) {
    add(LogLevel::info, "run", 778, "Playing your experiment's method now...");
    const Json* method = find(experiment_, "method");
    if (method == nullptr || method->empty())
      add(LogLevel::info, "activity", 150, "No declared activities, let's move on.");
    return;
  }
  if (event.phase == Phase::rollbacks) {
    rollbacks_began_ = true;
    const std::string strategy = string_or(strategies_, "rollbacks");
    if (strategy == "always")
      add(LogLevel::warning, "run", 821, "Rollbacks were explicitly requested to be played");
    if (strategy == "deviated")
      add(LogLevel::warning, "run", 833,
          "Rollbacks will be played only because the experiment deviated");
    add(LogLevel::info, "run", 1072, "Let's rollback...");
    const Json* rollbacks = find(experiment_, "rollbacks");
    if (rollbacks == nullptr || rollbacks->empty())
      add(LogLevel::info, "rollback", 33, "No declared rollbacks, let's move on.");
    return;
  }
  if (event.phase == Phase::during && !checked_during_) {
    checked_during_ = true;
    const Json* frequency = find(strategies_, "frequency");
    add(LogLevel::info, "run", 950,
        fmt::format("Executing the steady-state hypothesis continuously every {} seconds",
                    frequency == nullptr ? "1.0" : codec::python_text(*frequency)));
  }
  const Json* hypothesis = find(experiment_, "steady-state-hypothesis");
  const std::string declared = hypothesis == nullptr ? "" : string_or(*hypothesis, "title");
  const std::string title = string_or(event.data, "title", declared);  // a check has none
  add(LogLevel::info, "hypothesis", 205, "Steady state hypothesis: " + title);
}

void ChaosLines::pause_started(const Event& event) {
  const Json* seconds = find(event.data, "seconds");
  const Json* activity = definition(event);
  const std::string where = string_or(event.data, "where");
  const Json* pauses = activity == nullptr ? nullptr : find(*activity, "pauses");
  const Json* written = pauses == nullptr ? nullptr : find(*pauses, where);
  const Json* shown = written != nullptr && written->is_number() ? written : seconds;
  const std::string length = shown == nullptr ? "0" : codec::python_text(*shown);
  if (where == "after") {
    add(LogLevel::info, "activity", 280, fmt::format("Pausing after activity for {}s...", length));
  } else {
    add(LogLevel::info, "activity", 220,
        fmt::format("Pausing before next activity for {}s...", length));
  }
}

void ChaosLines::activity_started(const Event& event) {
  const Json* activity = definition(event);
  const std::string type =
      titled(activity == nullptr ? "activity" : string_or(*activity, "type", "activity"));
  if (event.phase == Phase::rollbacks)
    add(LogLevel::info, "rollback", 36, "Rollback: " + event.activity);
  const bool background = truth(event.data, "background");
  add(LogLevel::info, "activity", background ? 226 : 232,
      fmt::format("{}: {}{}", type, event.activity, background ? " [in background]" : ""));
}

void ChaosLines::activity_finished(const Event& event) {
  const Json* activity = definition(event);
  const Json* provider = activity == nullptr ? nullptr : find(*activity, "provider");
  const Json* output = find(event.data, "output");
  const Json* exit_code = output == nullptr ? nullptr : find(*output, "status");
  if (provider != nullptr && string_or(*provider, "type") == "process" && exit_code != nullptr &&
      exit_code->is_number() && *exit_code != 0) {
    add(LogLevel::warning, "process", 70,
        "This process returned a non-zero exit code. This may indicate some error and not what you "
        "expected. Please have a look at the logs.");
  }
  last_probe_ = event.activity;
  last_failed_ = string_or(event.data, "status") == "failed";
  if (last_failed_) {
    add(LogLevel::error, "activity", 268, "  => failed: " + message_of(event.data));
    if (checks_hypothesis(event.phase))
      add(LogLevel::warning, "hypothesis", 232,
          "Probe terminated unexpectedly, so its tolerance could not be validated");
  } else if (output == nullptr || output->is_null()) {
    add(LogLevel::debug, "activity", 262, "  => succeeded without any result value");
  } else {
    add(LogLevel::debug, "activity", 260,
        fmt::format("  => succeeded with '{}'", codec::python_text(*output)));
  }
}

void ChaosLines::phase_finished(const Event& event) {
  if (!checks_hypothesis(event.phase)) return;
  const Json* met = find(event.data, "met");
  if (met == nullptr) return;
  if (truth(event.data, "met")) {
    add(LogLevel::info, "hypothesis", 260, "Steady state hypothesis is met!");
  } else if (event.phase == Phase::during) {
    add(LogLevel::warning, "run", 977,
        fmt::format("Continuous steady state probe '{}' is not in the given tolerance",
                    last_probe_));
    if (truth(strategies_, "fail_fast"))
      add(LogLevel::info, "run", 989, "Terminating immediately the experiment");
  } else {
    add(LogLevel::critical, "run", 690,
        fmt::format("Steady state probe '{}' is not in the given tolerance so failing this "
                    "experiment",
                    last_probe_));
  }
}

void ChaosLines::interrupted(const Json& data) {
  const std::string by = string_or(data, "by");
  if (rollbacks_began_) {
    add(LogLevel::warning, "run", 864,
        "Received an exit signal. Terminating now without running the remaining rollbacks.");
  } else if (by == "SIGINT") {
    add(LogLevel::warning, "run", 556, "Received a termination signal (Ctrl-C)...");
  } else if (by == "SIGUSR1" || by == "SIGUSR2") {
    add(LogLevel::warning, "run", 560,
        fmt::format("Received the exit signal: {}", by == "SIGUSR1" ? 20 : 30));
    if (by == "SIGUSR2") add(LogLevel::warning, "run", 564, "Ignoring rollbacks as per signal");
  } else if (by == "SIGTERM") {
    add(LogLevel::warning, "exit", 163, "Caught SIGTERM signal, interrupting experiment now");
    add(LogLevel::critical, "run", 551, "SIGTERM signal received");
  } else {
    add(LogLevel::critical, "run", 551, "Experiment interrupted by " + by);
  }
}

void ChaosLines::run_finished(const Json& data) {
  end_of_checks(Phase::rollbacks);
  const bool deviated = truth(data, "deviated");
  const std::string strategy = string_or(strategies_, "rollbacks");
  if (!rollbacks_began_ && strategy == "never")
    add(LogLevel::warning, "run", 824, "Rollbacks were explicitly requested to not be played");
  if (!rollbacks_began_ && strategy == "deviated")
    add(LogLevel::warning, "run", 839,
        "Rollbacks were explicitely requested to be played only if the experiment deviated. Since "
        "this is not the case, we will not play them.");
  add(LogLevel::info, "run", 598,
      "Experiment ended with status: " +
          (deviated ? std::string("deviated") : string_or(data, "status")));
  if (deviated)
    add(LogLevel::info, "run", 600,
        "The steady-state has deviated, a weakness may have been discovered");
}

}  // namespace brunt::cli

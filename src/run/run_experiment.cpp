#include <cstdio>
#include <random>

#include <fmt/format.h>

#include "run/call.h"
#include "run/drive.h"
#include "run/prepare.h"
#include "run/run.h"
#include "run/run_files.h"
#include "run/safety_net.h"
#include "store/event_log.h"
#include "store/journal.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::run {
namespace {

constexpr std::size_t least_free = std::size_t{4} << 20U;

Error cannot_write(const Error& error, const std::string& name, const std::filesystem::path& path) {
  codec::Problem problem;
  problem.summary = "cannot write the " + name + ", so the run was not started";
  problem.what = "make the file before anything is broken: " + path.string();
  problem.found = error.what;
  problem.expected = "a folder with at least 4 MiB free";
  problem.hint = "free space or give another path: --journal FILE";
  return {error.code, codec::describe_bare(problem, {}), {}};
}

Error journal_is_taken(const Error& error, const std::filesystem::path& path) {
  codec::Problem problem;
  problem.summary = "another run has this journal, so this one was not started";
  problem.what = "take it in hand: " + path.string();
  problem.found = error.what;
  problem.hint = "wait for its end, or give another path: --journal FILE";
  return {error.code, codec::describe_bare(problem, {}), {}};
}

/// `20260302T091500Z-5f3a09c2`: when, and a number against two runs in one second.
std::string new_run_id(WallTime at) {
  std::string id;
  for (const char c : rfc3339(at, 0)) {
    if (c != '-' && c != ':') id += c;
  }
  return fmt::format("{}-{:08x}", id, std::random_device{}());
}

/// What was decided of the run before it began, for the journal.
Json strategies(const Prepared& prepared, const Options& options) {
  Json out = Json::object();
  out["hypothesis"] = word_of(prepared.hypothesis_strategy);
  out["rollbacks"] = word_of(prepared.schedule.rollback_strategy);
  if (const auto& grid = prepared.schedule.check_during) out["frequency"] = seconds(grid->every);
  if (options.fail_fast) out["fail_fast"] = true;
  if (options.strict) out["strict"] = true;
  if (options.only != Only::everything) out["only"] = word_of(options.only);
  return out;
}

model::Event run_started(const model::Experiment& experiment, const Prepared& prepared,
                         const Options& options, const std::filesystem::path& log,
                         const Clock& clock) {
  model::Event event;
  event.at = clock.wall();
  event.since_start = clock.since_start();
  Json& data = event.data;
  data["experiment"] = document_for_journal(experiment, prepared, options.dry);
  data["journal"] = options.journal.string();
  data["event_log"] = log.filename().string();
  data["platform"] = sys::platform();
  data["node"] = sys::host_name();
  data["version"] = options.version;
  data["run_id"] = options.run_id.empty() ? new_run_id(event.at) : options.run_id;
  data["strategies"] = strategies(prepared, options);
  Json warnings = Json::array();
  for (const auto& warning : prepared.warnings) {
    warnings.push_back(codec::describe_bare(warning, options.file));
  }
  if (!warnings.empty()) data["warnings"] = std::move(warnings);
  data.update(recovery_data(experiment, data["experiment"], prepared, options));
  return event;
}

/// Is it a phase in which the hypothesis is checked?
bool checks_hypothesis(model::Phase phase) {
  return phase != model::Phase::method && phase != model::Phase::rollbacks;
}

Outside outside_of(const Prepared& prepared, const Options& options, Outputs& outputs,
                   store::EventLog& log, const Clock& clock) {
  Outside out;
  out.perform = [&](const Start& start, const Limits& limits, const provider::Notify& notify) {
    const Task& task = prepared.task(start.phase, start.index);
    const bool judged = checks_hypothesis(start.phase) || task.judged;
    return perform(prepared, task, judged, outputs, limits, notify);
  };
  out.start_data = [&prepared](model::Phase phase, std::size_t index) {
    const Task& task = prepared.task(phase, index);
    return Json{{"background", task.activity.background},
                {"definition", prepared.definition(task)}};
  };
  out.append = [&log](const model::Event& event, bool sync) { return log.append(event, sync); };
  out.observe = options.observe ? options.observe : [](const model::Event&) {};
  out.interrupted_by =
      options.interrupted_by ? options.interrupted_by : [] { return std::string("SIGINT"); };
  out.clock = clock;
  return out;
}

/// Writes the journal; when that fails it goes to the last resort.
std::optional<Error> write_journal(const Json& journal, const Options& options) {
  const std::string text = to_file_text(journal);
  const auto written = sys::write_file_atomically(options.journal, text);
  if (written) return std::nullopt;
  if (options.last_resort) {
    options.last_resort(text);
  } else {
    fmt::print(stderr, "{}", text);
  }
  return written.error();
}

}  // namespace

Result<Ended> run_experiment(const model::Experiment& experiment, const Prepared& prepared,
                             const Options& options, std::stop_token stop,
                             std::stop_token give_up) {
  if (const auto ready = sys::check_writable(options.journal, least_free); !ready) {
    return std::unexpected(cannot_write(ready.error(), "journal", options.journal));
  }
  auto files = open_run_files(options.journal);
  if (!files && files.error().code == Errc::unavailable) {
    return std::unexpected(journal_is_taken(files.error(), options.journal));
  }
  const auto log_path = event_log_for(options.journal);
  if (!files) return std::unexpected(cannot_write(files.error(), "event log", log_path));
  if (const auto& kept = files->kept; kept && options.kept) options.kept(*kept);
  store::EventLog& log = files->log;

  const Clock clock = Clock::real();
  Outputs outputs;
  Plan plan(prepared.schedule);
  SafetyNet net(experiment, prepared, options, *files);
  Outside outside = outside_of(prepared, options, outputs, log, clock);
  outside.append = [&](const model::Event& event, bool sync) {
    net.before(event, stop);
    return log.append(event, sync);
  };
  const auto events =
      drive(plan, prepared.schedule, run_started(experiment, prepared, options, log_path, clock),
            outside, stop, give_up);
  Ended ended;
  ended.event_log = log_path;
  ended.status = plan.status();
  ended.deviated = plan.deviated();
  ended.gate_missed = plan.gate_missed();
  ended.strict = options.strict;
  ended.journal = store::journal_from_events(events);
  ended.journal_error = write_journal(ended.journal, options);
  if (const auto flushed = log.flush(); !flushed && !ended.journal_error) {
    ended.journal_error = flushed.error();
  }
  net.fold();
  std::error_code ignored;
  if (files->fleeting) std::filesystem::remove(log_path, ignored);
  return ended;
}

}  // namespace brunt::run

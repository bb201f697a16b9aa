#include "cli/recover_run.h"

#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/configuration_marks.h"
#include "cli/experiment_file.h"
#include "cli/guard_command.h"
#include "cli/painter.h"
#include "cli/providers.h"
#include "cli/run_values.h"
#include "cli/version.h"
#include "codec/experiment.h"
#include "impact/digest.h"
#include "run/recover.h"
#include "store/event_log.h"
#include "store/event_logs.h"
#include "store/journal.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;
using model::Event;
using model::EventKind;

/// The data of run_started; an empty object when that is lost.
Json beginning(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (event.kind == EventKind::run_started) return event.data;
  }
  return Json::object();
}

/// An object in an object; empty when it is not there.
Json part(const Json& json, const char* key) {
  const Json* value = find(json, key);
  return value != nullptr && value->is_object() ? *value : Json::object();
}

std::unexpected<std::vector<Trouble>> refuse(Trouble trouble) {
  return std::unexpected(std::vector{std::move(trouble)});
}

/// Stands in another folder while it lives.
class InFolder {
 public:
  explicit InFolder(const fs::path& folder) : before_(fs::current_path(error_)) {
    if (!folder.empty()) fs::current_path(folder, error_);
  }
  ~InFolder() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
  }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;
  const std::error_code& error() const { return error_; }

 private:
  std::error_code error_;
  fs::path before_;
};

/// One run, its lock taken.
class Recoverer {
 public:
  Recoverer(RunOnRecord run, const RecoverFlags& flags, const Stops& stops)
      : run_(std::move(run)), flags_(flags), stops_(stops), facts_(beginning(run_.events)) {}

  std::expected<RecoveredRun, std::vector<Trouble>> recover() {
    if (run_.owes(flags_.again)) {
      if (auto ready = prepare(); !ready) return std::unexpected(std::move(ready).error());
    }
    auto log = store::EventLog::reopen(run_.event_log);
    if (!log) {
      return refuse(trouble_of(log.error(), "the event log cannot be written",
                               "make it writable: what is played must be on record"));
    }
    play(*log);
    RecoveredRun out;
    out.failed = std::move(failed_);
    if (auto kept = log->flush(); !kept) out.log_error = kept.error();
    const Json journal = store::journal_from_events(run_.events);
    if (auto written = sys::write_file_atomically(run_.journal, to_text(journal, 2) + "\n");
        !written) {
      out.journal_error = written.error();
    }
    run_.rollbacks = run::what_is_owed(run_.events);
    run_.holder.reset();
    out.run = std::move(run_);
    return out;
  }

 private:
  using Ready = std::expected<void, std::vector<Trouble>>;

  Ready prepare() {
    auto experiment = experiment_of();
    if (!experiment) return std::unexpected(std::move(experiment).error());
    std::vector<net::Resolve> resolve = flags_.resolve;
    const Json given = part(facts_, "for_recovery");
    if (const Json* words = find(given, "resolve")) {
      const auto recorded = resolve_of_words(*words);
      resolve.insert(resolve.end(), recorded.begin(), recorded.end());
    }
    auto registry = make_registry(resolve);
    if (!registry) return refuse(trouble_of(registry.error(), "the providers cannot be made", ""));
    registry_ = *std::move(registry);
    run::Options options;
    options.version = version();
    options.file = file_;
    if (const auto dry = run::dry_mode(string_or(part(facts_, "experiment"), "dry"))) {
      options.dry = *dry;
    }
    options.overrides = part(given, "overrides");
    options.overrides.update(flags_.overrides);
    if (auto known = check_withheld(given); !known) return known;
    if (auto resolved = values(*experiment, options.overrides, given); resolved) {
      options.resolved = *std::move(resolved);
    } else {
      return std::unexpected(troubles_of(resolved.error(), file_));
    }
    auto prepared = run::prepare(*experiment, registry_, options, sys::environment);
    if (!prepared) return std::unexpected(troubles_of(prepared.error(), file_));
    prepared_ = *std::move(prepared);
    if (auto same = check_configuration(given); !same) return same;
    if (const auto same = run::check_same_rollbacks(prepared_, run_.events); !same) {
      Trouble trouble = trouble_of(same.error(), "this is not the experiment of the run",
                                   "give the one that it ran: --experiment FILE");
      trouble.where = file_;
      return refuse(std::move(trouble));
    }
    return {};
  }

  std::expected<model::Experiment, std::vector<Trouble>> experiment_of() {
    const Json source = part(facts_, "source");
    if (flags_.experiment) {
      file_ = flags_.experiment->string();
    } else if (find(source, "whole") != nullptr && source["whole"] == Json(true)) {
      return recorded_experiment();
    } else {
      file_ = string_or(source, "name");
      if (auto same = check_digest(string_or(source, "sha256")); !same) {
        return std::unexpected(std::move(same).error());
      }
    }
    auto read = read_experiment_file({.name = file_});
    if (!read) return std::unexpected(std::move(read).error());
    return std::move(read->experiment);
  }

  std::expected<model::Experiment, std::vector<Trouble>> recorded_experiment() {
    file_ = run_.event_log.string();
    Json document = part(facts_, "experiment");
    document.erase("dry");
    auto reading = codec::read_experiment(to_text(document), codec::Format::json);
    if (!reading) return std::unexpected(troubles_of(reading.error(), file_));
    return std::move(reading->experiment);
  }

  /// From where the run had them, and what is given now on top.
  std::expected<config::Resolved, std::vector<codec::Problem>> values(
      const model::Experiment& experiment, const Json& overrides, const Json& given) const {
    ValueSources sources;
    sources.overrides = overrides;
    sources.strict = find(given, "strict") != nullptr && given["strict"] == Json(true);
    if (const Json* files = find(given, "var_files"); files != nullptr && files->is_array()) {
      for (const Json& file : *files) {
        if (file.is_string()) sources.var_files.emplace_back(file.get<std::string>());
      }
    }
    sources.var_files.insert(sources.var_files.end(), flags_.var_files.begin(),
                             flags_.var_files.end());
    return resolve_values(sources, experiment, {}, registry_, {Deadline::never(), stops_.stop},
                          true);
  }

  static std::string var_hint(const std::vector<std::string>& keys) {
    std::string hint;
    for (const auto& key : keys)
      hint += " --var " + key + "=VALUE";
    return hint;
  }

  /// Values that were given with --var and are secret.
  Ready check_withheld(const Json& given) const {
    std::vector<std::string> missing;
    if (const Json* keys = find(given, "withheld"); keys != nullptr && keys->is_array()) {
      for (const Json& key : *keys) {
        if (key.is_string() && !flags_.overrides.contains(key.get<std::string>()))
          missing.push_back(key.get<std::string>());
      }
    }
    if (missing.empty()) return {};
    Trouble trouble;
    trouble.sentence = "values that were given to the run are secret, so they are not on record";
    trouble.where = run_.event_log.string();
    trouble.found = "no value for " + join(missing, ", ");
    trouble.to_do = "give them again:" + var_hint(missing);
    return refuse(std::move(trouble));
  }

  /// A rollback with another configuration would act on something else than the run did.
  Ready check_configuration(const Json& given) const {
    std::vector<std::string> changed =
        changed_since(part(given, "configuration"), prepared_.configuration);
    std::erase_if(changed, [&](const auto& key) { return flags_.overrides.contains(key); });
    if (changed.empty()) return {};
    Trouble trouble;
    trouble.sentence = "the configuration is not that of the run, so nothing was played";
    trouble.where = file_;
    trouble.found = "another value of " + join(changed, ", ");
    trouble.expected = "what the run had, or the rollbacks act on something else";
    trouble.to_do = "set the environment as it was, or give it:" + var_hint(changed);
    return refuse(std::move(trouble));
  }

  /// An experiment with secrets of its own is on record without them: its file is needed, as it
  /// was.
  Ready check_digest(const std::string& digest) const {
    Trouble trouble;
    trouble.where = file_;
    trouble.what = "the experiment has secrets of its own, which are not on record";
    trouble.to_do = "give the experiment as it was run: --experiment FILE";
    const auto text = sys::read_file(file_);
    if (!text) {
      trouble.sentence = "the run's experiment is needed and cannot be read";
      trouble.found = file_.empty() || file_ == "-" ? "it came from no file" : text.error().what;
      return refuse(std::move(trouble));
    }
    if (digest == impact::sha256(*text)) return {};
    trouble.sentence = "the run's experiment has changed since";
    trouble.found = "another text than the one that was run";
    return refuse(std::move(trouble));
  }

  void play(store::EventLog& log) {
    const Look look = look_of(STDERR_FILENO, flags_.talk.colour, flags_.talk.ascii);
    const ProgressForm form = flags_.talk.json ? ProgressForm::json : ProgressForm::lines;
    Painter painter(look, flags_.talk.quiet ? ProgressForm::none : form, flags_.talk.verbose);
    run::Recovery recovery;
    recovery.by = "recover";
    recovery.reason = fate_of_engine(run_);
    recovery.again = flags_.again;
    recovery.append = [&log](const Event& event, bool sync) { return log.append(event, sync); };
    recovery.observe = [&](const Event& event) {
      const bool bad = event.kind == EventKind::activity_finished &&
                       string_or(event.data, "status") != "succeeded";
      if (bad) failed_.push_back(event.activity);
      painter.observe(event);
    };
    recovery.interrupted_by = [this] {
      const char* name = stops_.by == nullptr ? nullptr : ::sigabbrev_np(stops_.by->load());
      return name == nullptr ? std::string("a signal") : "SIG" + std::string(name);
    };
    run_.events =
        run::play_owed(prepared_, std::move(run_.events), recovery, stops_.stop, stops_.give_up);
    painter.finish();
  }

  RunOnRecord run_;
  const RecoverFlags& flags_;
  const Stops& stops_;
  Json facts_;
  std::string file_;
  provider::Registry registry_;
  run::Prepared prepared_;
  std::vector<std::string> failed_;
};

}  // namespace

bool RunOnRecord::owes(bool again) const {
  return any(rollbacks, run::Debt::owed) || (again && any(rollbacks, run::Debt::may_have_run));
}

bool RunOnRecord::settled() const {
  return ended() && !owes(true);
}

std::string RunOnRecord::run_id() const {
  return string_or(beginning(events), "run_id");
}

std::string RunOnRecord::title() const {
  return string_or(part(beginning(events), "experiment"), "title");
}

Result<RunOnRecord> read_run(const fs::path& event_log) {
  auto read = BRUNT_TRY(store::read_event_log(event_log));
  RunOnRecord run;
  run.event_log = event_log;
  run.journal = store::journal_of(event_log, read.events);
  run.rollbacks = run::what_is_owed(read.events);
  run.events = std::move(read.events);
  run.damaged = std::move(read.damaged);
  run.holder = store::living_holder(event_log);
  return run;
}

std::string fate_of_engine(const RunOnRecord& run) {
  const Json engine = part(beginning(run.events), "engine");
  const store::Holder here = store::Holder::self("");
  const bool another_host = string_or(engine, "host") != here.host;
  if (!another_host && string_or(engine, "boot") != here.boot) {
    return "the machine was started anew in the middle of the run";
  }
  const Json* pid = find(engine, "pid");
  if (pid == nullptr || !pid->is_number_unsigned()) return "the engine ended in the middle";
  return fmt::format("the engine (process {}{}) ended in the middle of the run",
                     pid->get<std::uint64_t>(),
                     another_host ? " on " + string_or(engine, "host", "another host") : "");
}

std::expected<RecoveredRun, std::vector<Trouble>> recover_run(const fs::path& event_log,
                                                              const RecoverFlags& flags,
                                                              const Stops& stops) {
  std::error_code error;
  const fs::path log = fs::absolute(event_log, error);
  const auto lock = store::RunLock::take(log, "recover");
  if (!lock) {
    const bool lives = lock.error().code == Errc::unavailable;
    Trouble trouble = trouble_of(
        lock.error(),
        lives ? "this run still lives, so nothing was played" : "the run cannot be taken in hand",
        lives ? "wait for its end, or end that process" : "make its folder writable");
    trouble.where = event_log.string();
    return refuse(std::move(trouble));
  }
  auto run = read_run(log);  // again: it may have been recovered by another in the meantime
  if (!run) return refuse(trouble_of(run.error(), "the event log cannot be read", ""));
  const fs::path folder = string_or(beginning(run->events), "directory");
  RecoverFlags absolute = flags;
  const bool address =
      flags.experiment && flags.experiment->string().find("://") != std::string::npos;
  if (flags.experiment && !address) absolute.experiment = fs::absolute(*flags.experiment, error);
  for (fs::path& file : absolute.var_files)
    file = fs::absolute(file, error);
  const InFolder there(folder);
  if (there.error()) {
    Trouble trouble;
    trouble.sentence = "the folder in which the run worked is not there, so nothing was played";
    trouble.where = folder.string();
    trouble.found = there.error().message();
    trouble.to_do = "make it again, with what the rollbacks need";
    return refuse(std::move(trouble));
  }
  return Recoverer(*std::move(run), absolute, stops).recover();
}

}  // namespace brunt::cli

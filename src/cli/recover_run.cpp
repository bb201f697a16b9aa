#include "cli/recover_run.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/painter.h"
#include "cli/recover_means.h"
#include "cli/signals.h"
#include "run/recover.h"
#include "store/event_log.h"
#include "store/event_logs.h"
#include "store/journal.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;
using model::Event;
using model::EventKind;

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
      : run_(std::move(run)), flags_(flags), stops_(stops) {}

  std::expected<RecoveredRun, std::vector<Trouble>> recover() {
    if (run_.owes(flags_.again)) {
      auto means = recovery_means(run_.event_log, run_.events, flags_, stops_.stop);
      if (!means) return std::unexpected(std::move(means).error());
      means_ = *std::move(means);
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
    if (auto written = sys::write_file_atomically(run_.journal, to_file_text(journal)); !written) {
      out.journal_error = written.error();
    }
    run_.rollbacks = run::what_is_owed(run_.events);
    run_.holder.reset();
    out.run = std::move(run_);
    return out;
  }

 private:
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
      return signal_name(stops_.by == nullptr ? 0 : stops_.by->load());
    };
    run_.events = run::play_owed(means_.prepared, std::move(run_.events), recovery, stops_.stop,
                                 stops_.give_up);
    painter.finish();
  }

  RunOnRecord run_;
  const RecoverFlags& flags_;
  const Stops& stops_;
  RecoveryMeans means_;
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

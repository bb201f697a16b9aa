#include "cli/run_flow.h"

#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/chaos_lines.h"
#include "cli/claims.h"
#include "cli/experiment_file.h"
#include "cli/notices.h"
#include "cli/providers.h"
#include "cli/run_safety.h"
#include "cli/run_telling.h"
#include "cli/run_values.h"
#include "cli/signals.h"
#include "cli/version.h"
#include "run/prepare.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/process.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t room_needed = std::size_t{4} << 20U;

fs::path page_of(const RunFlags& flags) {
  if (flags.page) return *flags.page;
  return flags.journal.parent_path() / "report.html";
}

/// What cannot be written, found before anything is broken.
std::vector<Trouble> unwritable(const RunFlags& flags) {
  std::vector<Trouble> troubles;
  const auto check = [&](const fs::path& path, const char* thing, const char* option) {
    const auto writable = sys::check_writable(path, room_needed);
    if (writable) return;
    Trouble trouble;
    trouble.sentence = fmt::format("cannot write the {}, so the run was not started", thing);
    trouble.where = fmt::format("{} {}", option, path.string());
    trouble.what = "make the file before anything is broken";
    trouble.found = writable.error().what;
    trouble.expected = "a folder that can be written, with at least 4 MiB free";
    trouble.to_do = fmt::format("free space or give another path: {} FILE", option);
    troubles.push_back(std::move(trouble));
  };
  check(flags.journal, "journal", "--journal");
  if (flags.write_page) check(page_of(flags), "page", "--report");
  return troubles;
}

Trouble not_started(const Error& error) {
  switch (error.code) {
    case Errc::unavailable:
      return trouble_of(error, "a part of the system does not answer, so nothing was broken",
                        "start it, or say where it is; then run again");
    case Errc::timed_out:
      return trouble_of(error, "the time was up before the run began, so nothing was broken",
                        "look why it takes so long; then run again");
    case Errc::stopped:
      return trouble_of(error, "stopped before the run began, so nothing was broken", "");
    case Errc::invalid_input:
    case Errc::not_found:
      return trouble_of(error, "the experiment cannot be run as it is, so nothing was broken",
                        "mend the experiment, then: brunt validate EXPERIMENT");
    case Errc::internal:
      break;
  }
  return trouble_of(error, "a fault in this program", "report it, with the experiment if you may");
}

/// A journal that its own disk does not take goes to the folder for temporary files.
void rescue(const std::string& journal, const ErrorOutput& errors) {
  std::error_code error;
  fs::path path = fs::temp_directory_path(error);
  if (error) path = "/tmp";
  path /= fmt::format("brunt-journal-{}.json", ::getpid());
  Trouble trouble;
  trouble.sentence = "the journal could not be written where it belongs";
  trouble.what = "keep it all the same";
  if (const auto written = sys::write_file_atomically(path, journal)) {
    trouble.where = path.string();
    trouble.found = "a disk that is full, or gone";
    trouble.to_do = "free space, then move it: mv " + path.string() + " journal.json";
    errors.tell(trouble);
    return;
  }
  errors.tell(trouble);
  print_text(STDERR_FILENO, journal);
}

run::Options options_of(const RunFlags& flags, const ReadExperiment& read, const Stops& stops,
                        const ErrorOutput& errors) {
  run::Options options;
  options.journal = flags.journal;
  options.hypothesis = flags.hypothesis;
  options.rollbacks = flags.rollbacks;
  options.frequency = flags.frequency;
  options.fail_fast = flags.fail_fast;
  options.dry = flags.dry;
  options.only = flags.only;
  options.ask_providers = flags.validate;
  options.strict = flags.strict;
  options.reference_interruption = flags.as_reference;
  options.overrides = flags.overrides;
  options.version = version();
  options.file = flags.experiment.string();
  options.positions = read.positions;
  options.last_resort = [&errors](const std::string& text) { rescue(text, errors); };
  if (stops.by != nullptr)
    options.interrupted_by = [by = stops.by] { return signal_name(by->load()); };
  return options;
}

Trouble misspelt_strategy() {
  Trouble trouble;
  trouble.warning = true;
  trouble.sentence = "\"continously\" is taken for \"continuously\"";
  trouble.where = "--hypothesis-strategy";
  trouble.to_do = "write it with a u";
  return trouble;
}

Trouble not_followed(const Error& error) {
  return trouble_of(error, "nobody can follow the run's events, so it was not started",
                    "start who follows, or leave out --events");
}

Trouble warning(std::string sentence, std::string where, std::string found) {
  Trouble trouble;
  trouble.warning = true;
  trouble.sentence = std::move(sentence);
  trouble.where = std::move(where);
  trouble.found = std::move(found);
  return trouble;
}

Trouble settings_warning(const Session& session, std::string sentence, std::string found) {
  return warning(std::move(sentence), session.settings_path().string(), std::move(found));
}

/// What the settings and the command line ask for and is not done.
void warn_of_controls(const Session& session, const RunFlags& flags) {
  if (const auto names = session.settings.controls(); !names.empty())
    session.errors.tell(settings_warning(
        session, "the controls that the settings declare are not run", join(names, ", ")));
  for (const auto& file : flags.control_files)
    session.errors.tell(
        warning("the controls of a file are not run", "--control-file", file.string()));
}

/// The settings' strategies; one that is none is told, and does not count.
run::Strategies strategies_of(const Session& session) {
  run::Strategies strategies;
  const auto take = [&](const std::optional<std::string>& word, auto read, auto& into) {
    if (!word) return;
    if (const auto known = read(*word)) {
      into = *known;
    } else {
      session.errors.tell(
          settings_warning(session, "a strategy of the settings does not count", *word));
    }
  };
  take(session.settings.hypothesis_strategy(), run::hypothesis_strategy, strategies.hypothesis);
  take(session.settings.rollback_strategy(), run::rollback_strategy, strategies.rollbacks);
  return strategies;
}

std::optional<run::Ended> run_it(const RunFlags& flags, const Stops& stops, Session& session) {
  const ErrorOutput& errors = session.errors;
  std::error_code ignored;
  if (fs::exists(flags.experiment, ignored)) session.log.write(validation_started());
  const Limits limits{Deadline::never(), stops.stop};
  auto read = read_experiment_file({.name = flags.experiment.string(),
                                    .verify_tls = flags.verify_tls,
                                    .auths = session.settings.auths()},
                                   limits);
  if (!read) {
    errors.tell(read.error());
    return std::nullopt;
  }
  if (!flags.talk.quiet) errors.tell(read->warnings);
  warn_of_controls(session, flags);
  session.hide(inline_secrets(read->experiment.secrets));
  const Notices notices(session);
  notices.experiment("run-started", read->experiment.document, limits);
  if (!flags.talk.quiet && flags.misspelt_strategy) errors.tell(misspelt_strategy());
  if (const auto troubles = unwritable(flags); !troubles.empty()) {
    errors.tell(troubles);
    return std::nullopt;
  }
  const auto ledger = new_ledger();
  const auto registry = make_registry(flags.resolve, ledger, flags.strict);
  if (!registry) {
    errors.tell(not_started(registry.error()));
    return std::nullopt;
  }
  run::Options options = options_of(flags, *read, stops, errors);
  options.settings = strategies_of(session);
  auto resolved = resolve_values({flags.overrides, flags.var_files, flags.strict}, read->experiment,
                                 read->positions, *registry, limits, true);
  if (!resolved) {
    errors.tell(troubles_of(resolved.error(), flags.experiment.string()));
    return std::nullopt;
  }
  if (!flags.talk.quiet) errors.tell(troubles_of(resolved->warnings, flags.experiment.string()));
  options.resolved = *std::move(resolved);
  auto ready = run::prepare(read->experiment, *registry, options, sys::environment);
  if (!ready) {
    errors.tell(troubles_of(ready.error(), flags.experiment));
    return std::nullopt;
  }
  session.hide(ready->confidential);
  session.log.write(looks_valid());
  add_safety(flags, ledger, read->sha256, ready->configuration, errors, options);
  RunTelling telling(flags.talk, session);
  if (!flags.events.empty()) {
    const Limits soon{Deadline::in(std::chrono::seconds(2)), stops.stop};
    if (const auto followed = telling.follow(flags.events, soon); !followed) {
      errors.tell(not_followed(followed.error()));
      return std::nullopt;
    }
  }
  options.observe = [&telling](const model::Event& event) { telling.observe(event); };
  auto ended = run::run_experiment(read->experiment, *ready, options, stops.stop, stops.give_up);
  if (const auto lost = telling.finish(); lost > 0)
    session.log.write(
        {LogLevel::warning, "run", 0, fmt::format("{} events were not followed", lost)});
  if (ended) {
    notices.run_ended(ended->journal, {Deadline::never(), stops.give_up});
    if (const std::optional<Error>& lost = ended->journal_error; lost) {
      Trouble trouble =
          trouble_of(*lost, "not all of the record is on disk", "free space before the next run");
      trouble.where = flags.journal.string();
      errors.tell(trouble);
    }
    return *std::move(ended);
  }
  errors.tell(not_started(ended.error()));
  return std::nullopt;
}

}  // namespace

std::optional<run::Ended> run_only(const RunFlags& flags, const Stops& stops, Session& session) {
  return run_it(flags, stops, session);
}

std::optional<Finished> run_and_judge(const RunFlags& flags, const Stops& stops, Session& session) {
  AnswerFiles files;
  auto claims = with_objectives(flags.claims, flags.slo_files);
  if (!claims) {
    session.errors.tell(trouble_of(claims.error(),
                                   "the objectives cannot be read, so the run was not started",
                                   "give a file of OpenSLO or Sloth"));
    return std::nullopt;
  }
  files.claims = *std::move(claims);
  auto ended = run_it(flags, stops, session);
  if (!ended) return std::nullopt;
  files.journal = flags.journal;
  files.written = ended->journal;
  if (flags.write_page) files.page = page_of(flags);
  auto answer = answer_of(files, session.errors);
  if (!answer) return std::nullopt;
  return Finished{*std::move(ended), *std::move(answer)};
}

int run_exit(const run::Ended& ended) {
  const bool gate_counts = ended.strict && ended.gate_missed;
  const bool well =
      ended.status == "completed" && !ended.deviated && !ended.journal_error && !gate_counts;
  return well ? 0 : 1;
}

int run_exit(const Finished& finished, bool gate) {
  const int plain = run_exit(finished.ended);
  return gate && plain == 0 ? verdict_exit(finished.answer.model.outcome) : plain;
}

std::string status_words(const Finished& finished, bool gate) {
  const auto& ended = finished.ended;
  const int plain = run_exit(finished, false);
  const int gated = run_exit(finished, true);
  const std::string run =
      fmt::format("{}, {}{}", ended.status, ended.deviated ? "deviated" : "not deviated",
                  ended.gate_missed ? ", gate missed" : "");
  const std::string word = lower(verdict_word(finished.answer.model.outcome));
  if (gate) return fmt::format("{}: exit {} (with --gate, {})", run, gated, word);
  if (gated == plain) return fmt::format("{}: exit {}", run, plain);
  return fmt::format("{}: exit {} (with --gate: {}, {})", run, plain, gated, word);
}

}  // namespace brunt::cli

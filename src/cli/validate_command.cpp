#include <iterator>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/chaos_lines.h"
#include "cli/commands.h"
#include "cli/experiment_file.h"
#include "cli/findings.h"
#include "cli/notices.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/run_values.h"
#include "cli/session.h"
#include "cli/terminal_text.h"
#include "cli/version.h"
#include "codec/redact.h"
#include "run/prepare.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

void add(std::vector<codec::Problem>& to, std::vector<codec::Problem> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

codec::Problem fault(const Error& error) {
  codec::Problem problem;
  problem.summary = "a fault in this program";
  problem.found = error.what;
  problem.hint = "report it";
  return problem;
}

/// Everything that can be known of an experiment without touching what it is about. `document` is
/// then the experiment as it was read.
Findings look_at(const ValidateFlags& flags, const Session& session, const Limits& limits,
                 SharedJson& document) {
  Findings out{flags.experiment.string(), "", {}};
  auto read = load_experiment(
      {.name = out.file, .verify_tls = flags.verify_tls, .auths = session.settings.auths()},
      limits);
  if (!read) {
    out.problems = std::move(read).error();
    return out;
  }
  document = read->experiment.document;
  Notices(session).experiment("validate-started", document, limits);
  out.title = read->experiment.title;
  out.problems = std::move(read->warnings);
  const auto registry = make_registry({});
  if (!registry) {
    out.problems.push_back(fault(registry.error()));
    return out;
  }
  auto resolved = resolve_values({flags.overrides, flags.var_files, flags.strict}, read->experiment,
                                 read->positions, *registry, limits, false);
  if (!resolved) {
    add(out.problems, std::move(resolved).error());
    return out;
  }
  run::Options options;
  options.file = out.file;
  options.positions = std::move(read->positions);
  out.title = codec::Redactor(resolved->confidential).text(out.title);
  options.resolved = *std::move(resolved);
  auto ready = run::prepare(read->experiment, *registry, options, sys::environment);
  add(out.problems, ready ? std::move(ready->warnings) : std::move(ready).error());
  return out;
}

/// Tells the channels how it ended.
void notify(const Session& session, const Findings& findings, const SharedJson& document,
            const Limits& limits) {
  const Notices notices(session);
  const bool valid = !codec::has_errors(findings.problems);
  std::optional<std::string> error;
  for (const auto& problem : findings.problems)
    if (!valid && !error && !problem.is_warning) error = problem.summary;
  const std::string event = valid ? "validate-completed" : "validate-failed";
  if (document->is_null()) {
    notices.plain(event, nullptr, limits, error);
  } else {
    notices.experiment(event, document, limits, error);
  }
}

bool tell(const ValidateFlags& flags, const Session& session, const Findings& findings) {
  if (flags.form != FindingsForm::text) {
    const Json out = flags.form == FindingsForm::json
                         ? findings_as_json(findings)
                         : findings_as_sarif(findings, std::string(version()));
    return print_text(STDOUT_FILENO, to_file_text(out));
  }
  const ErrorOutput& errors = session.errors;
  const bool valid = !codec::has_errors(findings.problems);
  if (!valid || !flags.talk.quiet)
    errors.tell(
        troubles_of(findings.problems, findings.file == "-" ? "standard input" : findings.file));
  if (valid) {
    session.log.write(looks_valid());
    session.log.write(
        {LogLevel::info, "validate", 56, "experiment syntax and semantic look valid"});
  }
  if (!valid || flags.talk.quiet || flags.talk.as_chaos) return true;
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const std::size_t warnings = findings.problems.size();
  const std::string count =
      warnings == 0 ? "" : fmt::format(", {} warning{}", warnings, warnings == 1 ? "" : "s");
  return print_text(STDOUT_FILENO, fmt::format("valid: {}{}\n", safe(out, findings.title), count));
}

}  // namespace

int validate_command(const ValidateFlags& flags, const Stops& stops) {
  Session session(flags.talk);
  session.log.write(validation_started());
  const Limits limits{Deadline::never(), stops.stop};
  SharedJson document;
  const Findings findings = look_at(flags, session, limits, document);
  notify(session, findings, document, limits);
  const bool told = tell(flags, session, findings);
  return told && !codec::has_errors(findings.problems) ? 0 : 1;
}

}  // namespace brunt::cli

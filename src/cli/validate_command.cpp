#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/chaos_lines.h"
#include "cli/commands.h"
#include "cli/experiment_file.h"
#include "cli/notices.h"
#include "cli/providers.h"
#include "cli/session.h"
#include "cli/terminal_text.h"
#include "run/prepare.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

int refuse(const ErrorOutput& errors, const std::vector<Trouble>& troubles) {
  errors.tell(troubles);
  return 1;
}

/// Tells the channels that the experiment at hand is refused; `document` is null when it could not
/// even be read.
int refuse(const Session& session, const Json& document, const std::vector<Trouble>& troubles) {
  const Notices notices(session);
  const std::string error = troubles.empty() ? "" : troubles.front().sentence;
  if (document.is_null()) {
    notices.plain("validate-failed", nullptr, {}, error);
  } else {
    notices.experiment("validate-failed", document, {}, error);
  }
  return refuse(session.errors, troubles);
}

}  // namespace

int validate_command(const ValidateFlags& flags) {
  Session session(flags.talk);
  const ErrorOutput& errors = session.errors;
  session.log.write(validation_started());
  auto read = read_experiment_file(flags.experiment);
  if (!read) return refuse(session, nullptr, read.error());
  const Json& document = read->experiment.document;
  const Notices notices(session);
  notices.experiment("validate-started", document, {});
  const auto registry = make_registry({});
  if (!registry)
    return refuse(errors, {trouble_of(registry.error(), "a fault in this program", "report it")});
  run::Options options;
  options.overrides = flags.overrides;
  options.file = flags.experiment.string();
  options.positions = read->positions;
  const auto ready = run::prepare(read->experiment, *registry, options, sys::environment);
  if (!ready) return refuse(session, document, troubles_of(ready.error(), flags.experiment));
  session.log.write(looks_valid());
  notices.experiment("validate-completed", document, {});
  std::vector<Trouble> warnings = read->warnings;
  for (auto& more : troubles_of(ready->warnings, flags.experiment))
    warnings.push_back(std::move(more));
  if (flags.talk.quiet) return 0;
  errors.tell(warnings);
  if (flags.talk.as_chaos) {
    session.log.write(
        {LogLevel::info, "validate", 56, "experiment syntax and semantic look valid"});
    return 0;
  }
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const std::string count = warnings.empty() ? "" : fmt::format(", {} warnings", warnings.size());
  const std::string line = fmt::format("valid: {}{}\n", safe(out, read->experiment.title), count);
  return print_text(STDOUT_FILENO, line) ? 0 : 1;
}

}  // namespace brunt::cli

#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/experiment_file.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/terminal_text.h"
#include "run/prepare.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

int refuse(const ErrorOutput& errors, const std::vector<Trouble>& troubles) {
  errors.tell(troubles);
  return 1;
}

}  // namespace

int validate_command(const ValidateFlags& flags) {
  const ErrorOutput errors{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii),
                           flags.talk.json};
  auto read = read_experiment_file(flags.experiment);
  if (!read) return refuse(errors, read.error());
  const auto registry = make_registry({});
  if (!registry)
    return refuse(errors, {trouble_of(registry.error(), "a fault in this program", "report it")});
  run::Options options;
  options.overrides = flags.overrides;
  options.file = flags.experiment.string();
  options.positions = read->positions;
  const auto ready = run::prepare(read->experiment, *registry, options, sys::environment);
  if (!ready) return refuse(errors, troubles_of(ready.error(), flags.experiment));
  std::vector<Trouble> warnings = read->warnings;
  for (auto& more : troubles_of(ready->warnings, flags.experiment))
    warnings.push_back(std::move(more));
  if (flags.talk.quiet) return 0;
  errors.tell(warnings);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const std::string count = warnings.empty() ? "" : fmt::format(", {} warnings", warnings.size());
  const std::string line = fmt::format("valid: {}{}\n", safe(out, read->experiment.title), count);
  return print_text(STDOUT_FILENO, line) ? 0 : 1;
}

}  // namespace brunt::cli

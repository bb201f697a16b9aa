#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/experiment_file.h"
#include "cli/output.h"
#include "cli/providers.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

using model::Activity;

/// What the providers find wrong with calls before they are made.
class CallChecker {
 public:
  CallChecker(const provider::Registry& registry, std::string file)
      : registry_(registry), file_(std::move(file)) {}

  void check(const std::vector<Activity>& activities, const std::string& place) {
    for (std::size_t i = 0; i < activities.size(); ++i) {
      const Activity& activity = activities[i];
      if (!activity.ref.empty()) continue;
      const auto valid = checked(activity);
      if (valid) continue;
      Trouble trouble;
      trouble.sentence = "this call cannot work";
      trouble.where = fmt::format("{}   {}/{}/provider", file_, place, i);
      trouble.what =
          (activity.type == model::ActivityType::probe ? "probe " : "action ") + activity.name;
      if (!valid.error().context.empty()) trouble.what += ", " + valid.error().context;
      trouble.found = valid.error().what;
      trouble.to_do = "mend it, then: brunt validate " + file_;
      troubles_.push_back(std::move(trouble));
    }
  }

  const std::vector<Trouble>& troubles() const { return troubles_; }

 private:
  Result<> checked(const Activity& activity) const {
    provider::Provider* found = BRUNT_TRY(registry_.find(activity.provider_type));
    provider::Call call;
    call.activity = activity.name;
    call.type = activity.type;
    call.provider = activity.provider;
    call.has_tolerance = activity.tolerance.has_value();
    return found->validate(call);
  }

  const provider::Registry& registry_;
  std::string file_;
  std::vector<Trouble> troubles_;
};

int refuse(const ErrorOutput& errors, const std::vector<Trouble>& troubles) {
  errors.tell(troubles);
  return 1;
}

}  // namespace

int validate_command(const ValidateFlags& flags) {
  const ErrorOutput errors{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii),
                           flags.talk.json};
  const auto read = read_experiment_file(flags.experiment);
  if (!read) return refuse(errors, read.error());
  const auto registry = make_registry({});
  if (!registry)
    return refuse(errors, {trouble_of(registry.error(), "a fault in this program", "report it")});
  const auto& experiment = read->experiment;
  CallChecker calls(*registry, flags.experiment.string());
  if (experiment.hypothesis)
    calls.check(experiment.hypothesis->probes, "/steady-state-hypothesis/probes");
  calls.check(experiment.method, "/method");
  calls.check(experiment.rollbacks, "/rollbacks");
  errors.tell(read->warnings);
  if (!calls.troubles().empty()) return refuse(errors, calls.troubles());
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const std::string count =
      read->warnings.empty() ? "" : fmt::format(", {} warnings", read->warnings.size());
  if (flags.talk.quiet) return 0;
  return print_text(STDOUT_FILENO, fmt::format("valid: {}{}\n", safe(out, experiment.title), count))
             ? 0
             : 1;
}

}  // namespace brunt::cli

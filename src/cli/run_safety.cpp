#include "cli/run_safety.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/configuration_marks.h"
#include "cli/guard_command.h"
#include "net/url.h"
#include "sys/process.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

/// Its text may be elsewhere, or gone, when a recovery needs it; so there is a digest.
Json source_of(const fs::path& experiment, const std::string& sha256) {
  Json source = {{"name", net::mask_url(experiment.string())}};
  std::error_code ignored;  // a pipe cannot be read twice
  if (fs::is_regular_file(experiment, ignored)) source["sha256"] = sha256;
  return source;
}

Trouble unguarded(const Error& error) {
  Trouble trouble = trouble_of(error,
                               "the run has no guard: should this process be killed, its "
                               "rollbacks wait for brunt recover",
                               "nothing, or find out why; --guard off says that none is wanted");
  trouble.warning = true;
  return trouble;
}

Trouble kept(const run::KeptRun& run) {
  std::vector<std::string> names;
  for (const auto& rollback : run.rollbacks) {
    if (rollback.debt == run::Debt::owed || rollback.debt == run::Debt::may_have_run)
      names.push_back(fmt::format("{} ({})", rollback.name, run::debt_words(rollback.debt)));
  }
  Trouble trouble;
  trouble.warning = true;
  trouble.sentence = "an earlier run with this journal owes rollbacks";
  trouble.where = run.event_log.string();
  trouble.what = "its event log was kept under this name";
  trouble.found = join(names, ", ");
  trouble.to_do = "brunt recover " + run.event_log.string();
  return trouble;
}

}  // namespace

void add_safety(const RunFlags& flags, const std::shared_ptr<sys::ChildLedger>& ledger,
                const std::string& sha256, const Json& configuration, const ErrorOutput& errors,
                run::Options& options) {
  options.source = source_of(flags.experiment, sha256);
  options.for_recovery = {{"resolve", resolve_words(flags.resolve)}, {"strict", flags.strict}};
  for (const fs::path& file : flags.var_files)
    options.for_recovery["var_files"].push_back(file.string());
  options.for_recovery["configuration"] = mark_configuration(configuration);
  options.unguarded = [&errors](const Error& error) { errors.tell(unguarded(error)); };
  options.kept = [&errors](const run::KeptRun& run) { errors.tell(kept(run)); };
  if (flags.guard && ledger)
    options.guard = run::GuardOptions{sys::own_path(), guard_words(flags), ledger};
}

std::shared_ptr<sys::ChildLedger> new_ledger() {
  auto ledger = sys::ChildLedger::create();
  return ledger ? std::make_shared<sys::ChildLedger>(*std::move(ledger)) : nullptr;
}

}  // namespace brunt::cli

#include "run/safety_net.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "run/owed.h"

namespace brunt::run {
namespace {

constexpr auto patience = std::chrono::seconds(5);

RollbackFacts facts_of(const Prepared& prepared, const Options& options) {
  RollbackFacts facts;
  facts.strategy = prepared.schedule.rollback_strategy;
  facts.after_interruption = prepared.schedule.rollbacks_after_interruption;
  facts.strict = options.strict;
  for (std::size_t i = 0; i < prepared.rollbacks.size(); ++i) {
    const Step& step = prepared.schedule.rollbacks[i];
    facts.rollbacks.push_back({.name = step.name,
                               .idempotent = prepared.rollbacks[i].activity.extra.idempotent,
                               .when_ran = step.when_ran,
                               .retries = step.retry || step.until,
                               .repeats = step.repeat.has_value()});
  }
  return facts;
}

/// Is the experiment in the journal the one that is run, nothing hidden in it?
bool is_on_record_whole(const model::Experiment& experiment, Json recorded) {
  recorded.erase("dry");
  Json whole = experiment.document;
  whole.erase("dry");
  if (recorded.contains("title") && whole.contains("title")) recorded["title"] = whole["title"];
  return recorded == whole;
}

bool can_roll_back(const Prepared& prepared, const Options& options) {
  if (prepared.schedule.rollback_strategy == RollbackStrategy::never) return false;
  if (options.only == Only::method) return false;
  return std::any_of(prepared.rollbacks.begin(), prepared.rollbacks.end(),
                     [](const Task& task) { return task.left_out.empty(); });
}

}  // namespace

Json recovery_data(const model::Experiment& experiment, const Json& recorded,
                   const Prepared& prepared, const Options& options) {
  std::error_code ignored;
  Json out = Json::object();
  out["engine"] = store::to_json(store::Holder::self("run"));
  out["directory"] = std::filesystem::current_path(ignored).string();
  out["rollbacks"] = to_json(facts_of(prepared, options));
  Json source = options.source;
  source["whole"] = is_on_record_whole(experiment, recorded);
  out["source"] = std::move(source);
  Json given = options.for_recovery;
  for (const auto& [key, value] : options.overrides.items()) {
    if (prepared.redactor.value(value) == value) {
      given["overrides"][key] = value;
    } else {
      given["withheld"].push_back(key);  // a secret: to be given again
    }
  }
  out["for_recovery"] = prepared.redactor.value(given);
  return out;
}

SafetyNet::SafetyNet(const model::Experiment& experiment, const Prepared& prepared,
                     const Options& options, RunFiles& files)
    : options_(options) {
  if (!options.guard || !can_roll_back(prepared, options)) return;
  GuardMeans means;
  means.engine = store::Holder::self("run").process;
  means.event_log = files.event_log;
  means.journal = options.journal;
  means.document = experiment.document;
  means.configuration = prepared.configuration;
  means.secrets = prepared.secrets;
  means.confidential = prepared.confidential;
  means.dry = options.dry;
  means.version = options.version;
  means.registry = options.guard->words;
  auto started = Guard::start(options.guard->program, means, *options.guard->ledger);
  if (!started) {
    lose(started.error());
    return;
  }
  guard_ = *std::move(started);
  (void)files.lock.name_guard(guard_->id());  // without its name `recover` may come first: no harm
}

void SafetyNet::before(const model::Event& event, const std::stop_token& stop) {
  const bool acts = event.phase == model::Phase::method || event.phase == model::Phase::rollbacks;
  if (!guard_ || awaited_ || !acts) return;
  awaited_ = true;
  const auto ready = guard_->await_ready({Deadline::in(patience), stop});
  if (ready || ready.error().code == Errc::stopped) return;
  lose(ready.error());
}

void SafetyNet::lose(const Error& error) {
  guard_.reset();  // ends it, whatever it hangs in
  if (options_.unguarded) options_.unguarded(error);
}

void SafetyNet::fold() {
  if (guard_) guard_->dismiss();
  guard_.reset();
}

}  // namespace brunt::run

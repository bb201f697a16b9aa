#include "cli/recover_means.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "cli/configuration_marks.h"
#include "cli/experiment_file.h"
#include "cli/guard_command.h"
#include "cli/providers.h"
#include "cli/run_values.h"
#include "cli/version.h"
#include "codec/experiment.h"
#include "impact/digest.h"
#include "run/recover.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

std::unexpected<std::vector<Trouble>> refuse(Trouble trouble) {
  return std::unexpected(std::vector{std::move(trouble)});
}

class Gathering {
 public:
  Gathering(std::filesystem::path event_log, const std::vector<model::Event>& events,
            const RecoverFlags& flags, const std::stop_token& stop)
      : event_log_(std::move(event_log)),
        events_(events),
        flags_(flags),
        stop_(stop),
        facts_(beginning(events)) {}

  std::expected<RecoveryMeans, std::vector<Trouble>> gather() {
    if (auto ready = bring_together(); !ready) return std::unexpected(std::move(ready).error());
    return std::move(means_);
  }

 private:
  using Ready = std::expected<void, std::vector<Trouble>>;

  Ready bring_together() {
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
    means_.registry = *std::move(registry);
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
    auto prepared = run::prepare(*experiment, means_.registry, options, sys::environment);
    if (!prepared) return std::unexpected(troubles_of(prepared.error(), file_));
    means_.prepared = *std::move(prepared);
    if (auto same = check_configuration(given); !same) return same;
    if (const auto same = run::check_same_rollbacks(means_.prepared, events_); !same) {
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
    } else if (is_true(source, "whole")) {
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
    file_ = event_log_.string();
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
    sources.strict = is_true(given, "strict");
    if (const Json* files = find(given, "var_files"); files != nullptr && files->is_array()) {
      for (const Json& file : *files) {
        if (file.is_string()) sources.var_files.emplace_back(file.get<std::string>());
      }
    }
    sources.var_files.insert(sources.var_files.end(), flags_.var_files.begin(),
                             flags_.var_files.end());
    return resolve_values(sources, experiment, {}, means_.registry, {Deadline::never(), stop_},
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
    trouble.where = event_log_.string();
    trouble.found = "no value for " + join(missing, ", ");
    trouble.to_do = "give them again:" + var_hint(missing);
    return refuse(std::move(trouble));
  }

  /// A rollback with another configuration would act on something else than the run did.
  Ready check_configuration(const Json& given) const {
    std::vector<std::string> changed =
        changed_since(part(given, "configuration"), means_.prepared.configuration);
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

  std::filesystem::path event_log_;
  const std::vector<model::Event>& events_;
  const RecoverFlags& flags_;
  const std::stop_token& stop_;
  Json facts_;
  std::string file_;  ///< of the experiment, for messages
  RecoveryMeans means_;
};

}  // namespace

Json beginning(const std::vector<model::Event>& events) {
  for (const model::Event& event : events) {
    if (event.kind == model::EventKind::run_started) return event.data;
  }
  return Json::object();
}

Json part(const Json& json, std::string_view key) {
  const Json* value = find(json, key);
  return value != nullptr && value->is_object() ? *value : Json::object();
}

std::expected<RecoveryMeans, std::vector<Trouble>> recovery_means(
    const std::filesystem::path& event_log, const std::vector<model::Event>& events,
    const RecoverFlags& flags, const std::stop_token& stop) {
  return Gathering(event_log, events, flags, stop).gather();
}

}  // namespace brunt::cli

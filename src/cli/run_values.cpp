#include "cli/run_values.h"

#include <cstdlib>

#include "config/var_file.h"
#include "run/call.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

codec::Problem about_file(const std::filesystem::path& path, std::string sentence,
                          std::string found, bool is_warning) {
  codec::Problem problem;
  problem.summary = std::move(sentence);
  problem.what = "--var-file " + path.string();
  problem.found = std::move(found);
  problem.expected =
      "an object with configuration and secrets (.json, .yaml, .yml), else lines NAME=VALUE";
  problem.hint = "correct the file, or leave it out";
  problem.rule = "configuration/var-file";
  problem.is_warning = is_warning;
  return problem;
}

std::expected<config::GivenValues, codec::Problem> read_files(
    const std::vector<std::filesystem::path>& paths, std::vector<codec::Problem>& warnings) {
  config::GivenValues values;
  for (const auto& path : paths) {
    if (auto added = config::add_var_file(path, values); !added) {
      return std::unexpected(
          about_file(path, "a file of values cannot be used", added.error().what, false));
    }
    for (std::string& reason : values.skipped)
      warnings.push_back(about_file(path, "a file of values is skipped", std::move(reason), true));
    values.skipped.clear();
  }
  return values;
}

/// Runs a probe of the configuration.
config::CallProbe probe_caller(const provider::Registry& providers, const Limits& limits) {
  return [&providers, &limits](const Json& entry, const Json& configuration,
                               const Json& secrets) -> Result<Json> {
    model::Activity activity;
    activity.name = string_or(entry, "name", "configuration");
    if (const Json* provider = find(entry, "provider")) activity.provider = *provider;
    activity.provider_type = string_or(activity.provider, "type");
    provider::Provider* provider = BRUNT_TRY(providers.find(activity.provider_type));
    const provider::Outcome outcome = BRUNT_TRY(
        provider->invoke(run::call_to_invoke(activity, SharedJson(configuration), secrets), limits,
                         [](const Json&) {}));
    if (!outcome.succeeded)
      return std::unexpected(Error{Errc::unavailable, outcome.failure, activity.name});
    return outcome.output;
  };
}

}  // namespace

std::expected<config::Resolved, std::vector<codec::Problem>> resolve_values(
    const ValueSources& sources, const model::Experiment& experiment,
    const codec::Positions& positions, const provider::Registry& providers, const Limits& limits,
    bool ask_probes) {
  std::vector<codec::Problem> warnings;
  auto given = read_files(sources.var_files, warnings);
  if (!given) return std::unexpected(std::vector{std::move(given).error()});
  for (const auto& [name, value] : given->environment)
    // The other thread there is by now reads signals alone.
    ::setenv(name.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  config::Inputs inputs;
  inputs.overrides = std::move(given->configuration);
  inputs.overrides.update(sources.overrides);
  inputs.secret_overrides = std::move(given->secrets);
  inputs.merge_secrets = sources.strict;
  inputs.environment = sys::environment;
  inputs.limits = limits;
  if (ask_probes) inputs.probe = probe_caller(providers, limits);
  auto resolved = config::resolve(experiment, inputs, positions);
  if (resolved)
    resolved->warnings.insert(resolved->warnings.begin(), warnings.begin(), warnings.end());
  return resolved;
}

}  // namespace brunt::cli

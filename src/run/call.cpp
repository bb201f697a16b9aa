#include "run/call.h"

#include <algorithm>
#include <array>
#include <exception>

#include "analysis/tolerance.h"
#include "analysis/tolerance_values.h"
#include "codec/substitute.h"

namespace brunt::run {
namespace {

using provider::Call;
using provider::Outcome;

/// The groups that a provider names, merged flat; later ones win. Null when it names none.
Json named_secrets(const Json& provider, const Json& secrets) {
  const Json* names = find(provider, "secrets");
  if (names == nullptr) return nullptr;
  Json out = Json::object();
  if (!names->is_array()) return out;
  for (const Json& name : *names) {
    const Json* scope = name.is_string() ? find(secrets, name.get<std::string>()) : nullptr;
    if (scope != nullptr && scope->is_object()) out.update(*scope);
  }
  return out;
}

Json substituted_provider(const Json& provider, const codec::Values& values) {
  constexpr std::array<std::string_view, 4> literal{"type", "module", "func", "secrets"};
  // A shell's `$$` is left alone where nothing is there to be put in, as in the reference.
  const bool nothing = values.configuration.empty() && values.secrets.empty();
  Json out = Json::object();
  for (const auto& [key, value] : provider.items()) {
    const bool keep = std::find(literal.begin(), literal.end(), key) != literal.end() ||
                      (nothing && key == "arguments");
    out[key] = keep ? value : codec::substitute(value, values);
  }
  return out;
}

Json substituted_tolerance(const Json& tolerance, const codec::Values& values) {
  if (tolerance.is_string()) return codec::substitute(tolerance, values);
  if (!tolerance.is_object()) return tolerance;
  Json out = tolerance;
  for (const char* key : {"pattern", "path", "expect"}) {
    if (const Json* value = find(tolerance, key)) out[key] = codec::substitute(*value, values);
  }
  return out;
}

/// The journal's list: fragments of a traceback, the last one is what happened.
Json exception_list(const std::string& failure) {
  return Json::array({"Traceback (most recent call last):\n", failure + "\n"});
}

/// Never throws, whatever a provider does.
Result<Outcome> invoke(provider::Provider& provider, const Call& call, const Limits& limits,
                       const provider::Notify& notify) {
  try {
    return provider.invoke(call, limits, notify);
  } catch (const std::exception& error) {
    return std::unexpected(Error{Errc::internal, error.what(), "the provider threw"});
  } catch (...) {
    return std::unexpected(
        Error{Errc::internal, "something that is no exception", "the provider threw"});
  }
}

std::string text_of(const Error& error) {
  return error.context.empty() ? error.what : error.context + ": " + error.what;
}

Json failed_data(const Error& error) {
  Json data = {{"status", "failed"}, {"output", nullptr}};
  std::string failure;
  if (error.code == Errc::stopped) {
    failure = "chaoslib.exceptions.InterruptExecution: " + text_of(error);
  } else if (error.code == Errc::unavailable || error.code == Errc::timed_out) {
    failure = "chaoslib.exceptions.ActivityFailed: " + text_of(error);
  } else {
    failure = "brunt.Error: " + text_of(error);
    data["uncontrolled"] = true;
  }
  data["exception"] = exception_list(failure);
  return data;
}

Json outcome_data(const Outcome& outcome) {
  Json data = Json::object();
  data["status"] = outcome.succeeded ? "succeeded" : "failed";
  data["output"] = outcome.succeeded ? outcome.output : Json();
  if (!outcome.succeeded) data["exception"] = exception_list(outcome.failure);
  if (!outcome.summary.empty()) data["summary"] = outcome.summary;
  if (!outcome.detail.empty()) data["detail"] = outcome.detail;
  if (!outcome.evidence.is_null()) data["evidence"] = outcome.evidence;
  return data;
}

/// Of an activity that is not run but counts as done.
Json left_out_data(const Task& task, bool judged) {
  Json data = {{"status", "succeeded"}, {"output", nullptr}, {"summary", "not run"}};
  data["evidence"] = {{"skipped", task.left_out}};
  if (judged && task.counts_as_met) data["tolerance_met"] = true;
  return data;
}

Error output_missing(const std::string& name) {
  return {Errc::unavailable,
          "\"${" + name +
              "}\" is the output of an activity that has not given it, so this was not "
              "run",
          {}};
}

/// A tolerance that is a probe gets the output as its argument `value` and answers by truth.
analysis::Judgement judge_by_probe(const Prepared& prepared, provider::Provider& judge,
                                   const Json& tolerance, const SharedJson& configuration,
                                   const Json& output, const Limits& limits) {
  model::Activity probe;
  probe.name = string_or(tolerance, "name");
  probe.provider = tolerance.value("provider", Json::object());
  Call call = call_to_invoke(probe, configuration, prepared.secrets);
  Json with_value = call.provider;
  with_value["arguments"]["value"] = output;
  call.provider = std::move(with_value);
  const auto outcome = invoke(judge, call, limits, [](const Json&) {});
  if (!outcome) return {analysis::Verdict::unknown, text_of(outcome.error())};
  if (!outcome->succeeded) return {analysis::Verdict::missed, outcome->failure};
  if (analysis::python_truth(outcome->output)) return {analysis::Verdict::met, ""};
  return {analysis::Verdict::missed,
          "probe '" + probe.name + "' answered " + analysis::short_text(outcome->output)};
}

analysis::Judgement judge(const Prepared& prepared, const Task& task,
                          const SharedJson& configuration, const Json& output,
                          const Limits& limits) {
  const auto& tolerance = task.activity.tolerance;
  if (!tolerance) return {analysis::Verdict::unknown, "the probe has no tolerance"};
  if (task.judge != nullptr)
    return judge_by_probe(prepared, *task.judge, *tolerance, configuration, output, limits);
  const codec::Values values{configuration, prepared.secrets};
  return analysis::judge(substituted_tolerance(*tolerance, values), output);
}

void add_judgement(Json& data, const analysis::Judgement& judgement) {
  data["tolerance_met"] = judgement.verdict == analysis::Verdict::met;
  if (judgement.reason.empty()) return;
  data["tolerance_reason"] = judgement.reason;
  if (judgement.verdict != analysis::Verdict::unknown) return;
  // It could not be told: the probe has failed, its output is kept.
  data["unjudged"] = true;
  data["status"] = "failed";
  data["exception"] = exception_list(
      "chaoslib.exceptions.ActivityFailed: the tolerance cannot be checked: " + judgement.reason);
}

Json run_task(const Prepared& prepared, const Task& task, const SharedJson& configuration,
              Outputs& outputs, const Limits& limits, const provider::Notify& notify) {
  const std::string missing = outputs.missing_in(task.activity.provider, prepared.output_names);
  if (!missing.empty()) return failed_data(output_missing(missing));
  const Call call = call_to_invoke(task.activity, configuration, prepared.secrets);
  const provider::Notify redacted = [&](const Json& data) {
    notify(prepared.redactor.value(data));
  };
  const auto outcome = invoke(*task.provider, call, limits, redacted);
  if (!outcome) return failed_data(outcome.error());
  if (outcome->succeeded && task.activity.extra.output) {
    outputs.keep(*task.activity.extra.output, outcome->output);
  }
  return outcome_data(*outcome);
}

}  // namespace

Call call_to_validate(const model::Activity& activity, const SharedJson& configuration,
                      const Json& secrets) {
  Call call;
  call.activity = activity.name;
  call.type = activity.type;
  call.provider = activity.provider;
  call.configuration = configuration;
  call.secrets = named_secrets(activity.provider, secrets);
  call.has_tolerance = activity.tolerance.has_value();
  return call;
}

Call call_to_invoke(const model::Activity& activity, const SharedJson& configuration,
                    const Json& secrets) {
  Call call = call_to_validate(activity, configuration, secrets);
  call.provider = substituted_provider(activity.provider, {configuration, secrets});
  return call;
}

Json perform(const Prepared& prepared, const Task& task, bool judged, Outputs& outputs,
             const Limits& limits, const provider::Notify& notify) {
  const bool alone = prepared.output_names.empty();
  const SharedJson configuration =
      alone ? prepared.configuration : SharedJson(outputs.over(prepared.configuration));
  Json data = task.left_out.empty()
                  ? run_task(prepared, task, configuration, outputs, limits, notify)
                  : left_out_data(task, judged);
  if (judged && !data.contains("tolerance_met")) {
    if (data["status"] == "succeeded") {
      add_judgement(data, judge(prepared, task, configuration, data["output"], limits));
    } else {
      data["tolerance_met"] = false;
    }
  }
  if (task.activity.extra.asserts && data["tolerance_met"] == Json(false))
    data["assertion_missed"] = true;
  for (auto member = data.begin(); member != data.end(); ++member) {
    if (member.key() != "status") member.value() = prepared.redactor.value(member.value());
  }
  return data;
}

}  // namespace brunt::run

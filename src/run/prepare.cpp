#include "run/prepare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "analysis/jsonpath.h"
#include "analysis/tolerance.h"
#include "codec/substitute.h"
#include "run/call.h"
#include "run/decide.h"

namespace brunt::run {
namespace {

using codec::Problem;

class Preparation {
 public:
  Preparation(const model::Experiment& experiment, const provider::Registry& providers,
              const Options& options)
      : experiment_(experiment), providers_(providers), options_(options) {
    const auto add = [&](const std::vector<model::Activity>& activities) {
      for (const auto& activity : activities) {
        if (!activity.name.empty()) index_[activity.name] = &activity;
      }
    };
    add(experiment.method);
    if (experiment.hypothesis) add(experiment.hypothesis->probes);
  }

  std::expected<Prepared, std::vector<Problem>> make(const config::Environment& environment) {
    std::expected<config::Resolved, std::vector<Problem>> resolved =
        options_.resolved
            ? *options_.resolved
            : config::resolve(experiment_, options_.overrides, environment, options_.positions);
    if (!resolved) return std::unexpected(std::move(resolved).error());
    out_.configuration = std::move(resolved->configuration);
    out_.secrets = std::move(resolved->secrets);
    out_.redactor = codec::Redactor(resolved->confidential);
    out_.confidential = std::move(resolved->confidential);
    out_.warnings = std::move(resolved->warnings);
    pending_ = std::move(resolved->pending);
    if (experiment_.hypothesis) {
      out_.schedule.hypothesis_title = out_.redactor.text(experiment_.hypothesis->title);
      add_phase(experiment_.hypothesis->probes, "/steady-state-hypothesis/probes", out_.probes,
                out_.schedule.probes);
    }
    add_phase(experiment_.method, "/method", out_.method, out_.schedule.method);
    add_phase(experiment_.rollbacks, "/rollbacks", out_.rollbacks, out_.schedule.rollbacks);
    auto decided = decide(experiment_, options_, out_.schedule);
    out_.hypothesis_strategy = decided.hypothesis;
    for (Problem& problem : decided.problems)
      (problem.is_warning ? out_.warnings : problems_).push_back(std::move(problem));
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(out_);
  }

 private:
  void report(const std::string& pointer, std::string summary, const std::string& what,
              const std::string& found, std::string expected, std::string hint) {
    const codec::Place place = options_.positions.of(pointer);
    Problem problem{.line = place.line, .column = place.column, .pointer = pointer};
    problem.summary = std::move(summary);
    problem.what = out_.redactor.text(what);
    problem.found = out_.redactor.text(found);
    problem.expected = std::move(expected);
    problem.hint = std::move(hint);
    problems_.push_back(std::move(problem));
  }

  /// The activity itself, or the one it refers to with the referring element's own parts.
  std::optional<model::Activity> followed(const model::Activity& element,
                                          const std::string& pointer) {
    if (element.ref.empty()) return element;
    const auto target = index_.find(element.ref);
    if (target == index_.end() || !target->second->ref.empty()) {
      report(pointer + "/ref", "a reference names no activity with a provider", "a reference",
             "\"" + element.ref + "\"", "the name of an activity of the method or hypothesis",
             "correct the name");
      return std::nullopt;
    }
    model::Activity activity = *target->second;
    activity.background = element.background;
    activity.tolerance = element.tolerance;
    activity.extra = element.extra;
    return activity;
  }

  void add_phase(const std::vector<model::Activity>& elements, const std::string& pointer,
                 std::vector<Task>& tasks, std::vector<Step>& steps) {
    tasks.reserve(elements.size());
    steps.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const std::string at = pointer + codec::pointer_part(i);
      auto activity = followed(elements[i], at);
      if (!activity) continue;
      Task task;
      task.left_out = why_left_out(*activity);
      task.counts_as_met = activity->dry || !checks_tolerances();
      task.judged = activity->tolerance &&
                    (activity->extra.asserts || activity->extra.retry || activity->extra.until);
      task.provider = checked_provider(*activity, at + "/provider");
      if (activity->tolerance && analysis::is_probe_tolerance(*activity->tolerance)) {
        task.judge = judging_provider(*activity->tolerance, at + "/tolerance/provider");
      }
      check_output(*activity, at);
      steps.push_back(step_of(*activity, at, task));
      task.activity = std::move(*activity);
      tasks.push_back(std::move(task));
    }
  }

  Step step_of(const model::Activity& activity, const std::string& at, const Task& task) {
    const model::Extra& extra = activity.extra;
    Step step{.name = out_.redactor.text(activity.name), .background = activity.background};
    if (sleeps_around(activity)) {
      step.pause_before = pause(activity.pause_before, at, "before", activity.name);
      step.pause_after = pause(activity.pause_after, at, "after", activity.name);
    }
    step.acts = activity.type == model::ActivityType::action && task.left_out.empty();
    if (activity.timeout) {
      step.timeout = std::chrono::nanoseconds(std::llround(*activity.timeout * 1e9));
    }
    step.asserts = extra.asserts;
    step.fails_experiment = extra.fail_experiment;
    step.retry = extra.retry;
    step.until = extra.until;
    step.repeat = extra.repeat;
    step.when_ran = out_.redactor.text(extra.when_ran);
    return step;
  }

  /// Source: the table of the dry modes, experiment format section 5.8.
  std::string why_left_out(const model::Activity& activity) const {
    if (activity.dry) return "\"dry\": true";
    const bool acts = activity.type == model::ActivityType::action;
    const Dry mode = options_.dry;
    const bool out = mode == Dry::activities || mode == (acts ? Dry::actions : Dry::probes);
    return out ? "--dry " + std::string(word_of(mode)) : "";
  }
  bool checks_tolerances() const {
    return options_.dry != Dry::probes && options_.dry != Dry::activities;
  }
  bool sleeps_around(const model::Activity& activity) const {
    return options_.dry != Dry::pause && why_left_out(activity).empty();
  }

  void check_output(const model::Activity& activity, const std::string& at) {
    if (!activity.extra.output) return;
    const model::NamedOutput& output = *activity.extra.output;
    out_.output_names.push_back(output.name);
    if (output.path.empty()) return;
    const auto parsed = analysis::JsonPath::parse(output.path);
    if (parsed) return;
    report(at + "/brunt/output/path", "the path of an output cannot be read",
           "activity " + activity.name, parsed.error().what,
           "a JSON path such as $.stdout or $.body.items[0].name", "correct the path");
  }

  /// Is it a placeholder for what a probe will give, when there is a run?
  bool is_pending(const Json& value) const {
    return value.is_string() && std::any_of(pending_.begin(), pending_.end(), [&](const auto& key) {
             return value == "${" + key + "}";
           });
  }

  std::chrono::nanoseconds pause(const Json& written, const std::string& pointer,
                                 const std::string& when, const std::string& name) {
    if (written.is_null()) return std::chrono::nanoseconds{0};
    const Json value = codec::substitute(written, {out_.configuration, out_.secrets});
    constexpr double most = 1e9;  // about 30 years: what a clock can count
    const double length = value.is_number() ? value.get<double>() : -1;
    if (std::isfinite(length) && length >= 0 && length < most) {
      return std::chrono::nanoseconds(std::llround(length * 1e9));
    }
    if (is_pending(value)) return std::chrono::nanoseconds{0};
    report(pointer + "/pauses/" + when, "a pause is not a number of seconds", "activity " + name,
           to_text(written) + (value == written ? "" : ", which is " + to_text(value)),
           "seconds such as 5 or 0.5", "give a number that is not negative");
    return std::chrono::nanoseconds{0};
  }

  provider::Provider* checked_provider(const model::Activity& activity,
                                       const std::string& pointer) {
    const std::string what =
        (activity.type == model::ActivityType::action ? "action " : "probe ") + activity.name;
    const auto provider = providers_.find(string_or(activity.provider, "type"));
    if (!provider) {
      report(pointer + "/type", "unknown provider type", what, provider.error().what,
             "a provider that this program has", "use one of these");
      return nullptr;
    }
    if (!options_.ask_providers) return *provider;
    const auto valid =
        (*provider)->validate(call_to_validate(activity, out_.configuration, out_.secrets));
    if (valid) return *provider;
    const Error& error = valid.error();
    report(pointer, activity.name + " cannot be run, so nothing was started", what,
           error.context.empty() ? error.what : error.context + ": " + error.what, "",
           "correct its provider, or make what it needs available");
    return nullptr;
  }

  provider::Provider* judging_provider(const Json& tolerance, const std::string& pointer) {
    model::Activity probe;
    probe.name = string_or(tolerance, "name");
    probe.provider = tolerance.value("provider", Json::object());
    return checked_provider(probe, pointer);
  }

  const model::Experiment& experiment_;
  const provider::Registry& providers_;
  const Options& options_;
  std::map<std::string, const model::Activity*> index_;
  std::vector<std::string> pending_;
  Prepared out_;
  std::vector<Problem> problems_;
};

}  // namespace

const Task& Prepared::task(model::Phase phase, std::size_t index) const {
  if (phase == model::Phase::method) return method[index];
  return phase == model::Phase::rollbacks ? rollbacks[index] : probes[index];
}

Json document_for_journal(const model::Experiment& experiment, const Prepared& prepared, Dry dry) {
  Json out = experiment.document->is_object() ? *experiment.document : Json::object();
  if (const Json* title = find(out, "title")) {
    out["title"] = codec::substitute(*title, {prepared.configuration, prepared.secrets});
  }
  if (const Json* secrets = find(out, "secrets")) {
    out["secrets"] = config::hide_inline_secrets(*secrets);
  }
  out["dry"] = dry == Dry::none ? Json() : Json(word_of(dry));
  return prepared.redactor.value(out);
}

std::expected<Prepared, std::vector<Problem>> prepare(const model::Experiment& experiment,
                                                      const provider::Registry& providers,
                                                      const Options& options,
                                                      const config::Environment& environment) {
  return Preparation(experiment, providers, options).make(environment);
}

}  // namespace brunt::run

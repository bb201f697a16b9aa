#include <fmt/format.h>

#include "base/text.h"
#include "cli/wizard.h"

namespace brunt::cli {
namespace {

/// `load`: the targets file is written beside the experiment.
Json load_action(const Deployment& target) {
  return {{"type", "action"},
          {"name", "users-ask-" + target.name},
          {"background", true},
          {"provider",
           {{"type", "process"},
            {"path", "vegeta"},
            {"arguments",
             {"attack", "-targets=targets.txt", "-rate=3/s", "-duration=60s", "-timeout=5s",
              "-output=result.bin"}}}}};
}

Json kill_action(const Deployment& target, bool with_load) {
  Json action = {
      {"type", "action"},
      {"name", "lose-a-pod-of-" + target.name},
      {"provider",
       {{"type", "python"},
        {"module", "chaosk8s.pod.actions"},
        {"func", "terminate_pods"},
        {"arguments", {{"ns", target.ns}, {"label_selector", target.selector}, {"rand", true}}}}}};
  if (with_load) action["pauses"] = {{"before", 10}};
  return action;
}

Json count_probe(const Deployment& target) {
  return {{"type", "probe"},
          {"name", "all-pods-of-" + target.name + "-run"},
          {"tolerance", target.replicas},
          {"provider",
           {{"type", "python"},
            {"module", "chaosk8s.pod.probes"},
            {"func", "count_pods"},
            {"arguments",
             {{"ns", target.ns}, {"label_selector", target.selector}, {"phase", "Running"}}}}}};
}

Json scale_rollback(const Deployment& target, const std::string& scaler) {
  return {{"type", "action"},
          {"name", "scale-" + target.name + "-back"},
          {"provider",
           {{"type", "process"},
            {"path", scaler},
            {"arguments",
             {"scale", "deployment", target.name, "--namespace", target.ns,
              fmt::format("--replicas={}", target.replicas)}}}}};
}

/// Functions of OpenFaaS have addresses at its gateway.
std::string address_of(const Offer& offer, const Deployment& target) {
  if (offer.address.empty()) return "-";
  return target.ns == "openfaas-fn" ? offer.address + "/function/" + target.name : offer.address;
}

Json answer_probe(const Deployment& target, const std::string& url, const Json& question) {
  Json provider = {{"type", "http"}, {"url", url}, {"timeout", 5}};
  if (!question.is_null()) {
    provider["method"] = "POST";
    provider["headers"] = {{"Content-Type", "application/json"}};
    provider["arguments"] = question;
  }
  return {{"type", "probe"},
          {"name", target.name + "-answers"},
          {"tolerance", 200},
          {"provider", std::move(provider)}};
}

/// What the load's targets file needs, beside the experiment.
void add_targets(Written& out, const std::string& url, const Json& question) {
  if (question.is_null()) {
    out.files.emplace_back("targets.txt", "GET " + url + "\n");
    return;
  }
  out.files.emplace_back("targets.txt",
                         "POST " + url + "\nContent-Type: application/json\n@question.json\n");
  out.files.emplace_back("question.json", to_text(question));
}

}  // namespace

Result<Written> ask_experiment(Questions& questions, const Offer& offer) {
  questions.say(about_experiments);
  std::vector<std::string> names;
  names.reserve(offer.deployments.size());
  for (const auto& one : offer.deployments)
    names.push_back(fmt::format("{}/{}, {} pod{}", one.ns, one.name, one.replicas,
                                one.replicas == 1 ? "" : "s"));
  const auto chosen =
      BRUNT_TRY(questions.choose("Which deployment of " + offer.where + " loses a pod?", names));
  if (!chosen) return std::unexpected(Error{Errc::not_found, "no deployment was chosen", {}});
  const Deployment& target = offer.deployments[*chosen];
  Written out;
  out.experiment = {
      {"title",
       BRUNT_TRY(questions.ask("Experiment's title",
                               fmt::format("Do users notice when {} loses a pod?", target.name)))},
      {"description",
       fmt::format("One pod of {}/{} is deleted while users ask.", target.ns, target.name)},
      {"tags", {"kubernetes"}}};
  std::string url =
      BRUNT_TRY(questions.ask("Address that users ask (- for none)", address_of(offer, target)));
  while (url != "-" && !url.starts_with("http://") && !url.starts_with("https://"))
    url = BRUNT_TRY(questions.ask("It begins with http:// or https:// (- for none)", "-"));
  if (BRUNT_TRY(
          questions.confirm("Check before and after that all its pods run, and answer?", true))) {
    Json probes = Json::array({count_probe(target)});
    if (url != "-") probes.push_back(answer_probe(target, url, offer.question));
    out.experiment["steady-state-hypothesis"] = {
        {"title", fmt::format("{} is there and answers", target.name)},
        {"probes", std::move(probes)}};
  }
  out.experiment["method"] = Json::array();
  const bool load = url != "-" && BRUNT_TRY(questions.confirm(
                                      "Ask it 3 times a second for 60 s meanwhile?", true));
  if (load) {
    out.experiment["method"].push_back(load_action(target));
    add_targets(out, url, offer.question);
  }
  out.experiment["method"].push_back(kill_action(target, load));
  out.experiment["rollbacks"] = Json::array();
  if (!offer.scaler.empty() &&
      BRUNT_TRY(
          questions.confirm(fmt::format("Scale it back to {} at the end?", target.replicas), true)))
    out.experiment["rollbacks"].push_back(scale_rollback(target, offer.scaler));
  return out;
}

}  // namespace brunt::cli

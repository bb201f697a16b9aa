#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "base/time.h"
#include "codec/substitute.h"
#include "drivers/kubernetes/pods.h"

namespace brunt::drivers::kubernetes {
namespace {

std::unexpected<Error> wrong(const std::string& key, const Json& found, std::string_view expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}: found {}, expected {}", key, printable(to_text(found)), expected),
            {}});
}

Result<> check_whole(const Json& arguments, const std::string& key, bool from_zero) {
  const Json& value = arguments.at(key);
  if (codec::is_open(value)) return {};
  if (!value.is_number_integer() || (from_zero && value < 0)) {
    return wrong(key, value, from_zero ? "a whole number from 0" : "a whole number");
  }
  return {};
}

Result<> check_word(const Json& arguments, const std::string& key, const char* one,
                    const char* other) {
  const Json& value = arguments.at(key);
  if (codec::is_open(value) || value == Json(one) || value == Json(other)) return {};
  return wrong(key, value, fmt::format("\"{}\" or \"{}\"", one, other));
}

/// One pod picked for deletion.
struct Victim {
  std::string name, uid;
  bool confirmed = false;
  std::string seen;  ///< "gone", "terminating since ...", "still running"
};

Victim victim_of(const Json& pod) {
  return {pod_name(pod), string_or(pod.at("metadata"), "uid"), false, ""};
}

/// Name, order and amount. Source: chaosk8s reference section 5.1.
Result<std::vector<Victim>> pick(std::vector<Json> pods, const Json& arguments,
                                 std::uint64_t seed) {
  if (arguments.at("order") == Json("oldest")) {
    std::stable_sort(pods.begin(), pods.end(), [](const Json& a, const Json& b) {
      return string_or(a.at("metadata"), "creationTimestamp") <
             string_or(b.at("metadata"), "creationTimestamp");
    });
  }
  if (!flag_argument(arguments, "all")) {
    const auto qty = arguments.at("qty").get<std::int64_t>();
    auto count = static_cast<std::uint64_t>(qty);
    if (arguments.at("mode") == Json("percentage")) {
      count = static_cast<std::uint64_t>(
          std::ceil(static_cast<double>(qty) * static_cast<double>(pods.size()) / 100.0));
    }
    const auto n = std::min<std::uint64_t>(count, pods.size());
    std::mt19937_64 random(seed);
    // Fisher-Yates, as far as it is needed: a sample without replacement.
    for (std::size_t i = 0; flag_argument(arguments, "rand") && i < n; ++i) {
      std::uniform_int_distribution<std::size_t> from(i, pods.size() - 1);
      std::swap(pods[i], pods[from(random)]);
    }
    pods.resize(n);
  }
  std::vector<Victim> victims;
  victims.reserve(pods.size());
  for (const Json& pod : pods)
    victims.push_back(victim_of(pod));
  return victims;
}

Result<std::vector<Json>> matching(const Json& arguments, const Context& context,
                                   const std::string& ns) {
  const std::string selector = BRUNT_TRY(text_argument(arguments, "label_selector"));
  const std::string pattern = BRUNT_TRY(text_argument(arguments, "name_pattern"));
  auto pods = BRUNT_TRY(list_pods(context, ns, selector));
  std::erase_if(pods, [](const Json& pod) { return pod_name(pod).empty(); });
  if (pattern.empty()) return pods;
  const RE2 regex(pattern, RE2::Quiet);
  std::erase_if(pods, [&](const Json& pod) { return !RE2::PartialMatch(pod_name(pod), regex); });
  return pods;
}

/// When a pod began to terminate: its deletionTimestamp is when its grace period ends. Source:
/// Kubernetes API, ObjectMeta.
std::string terminating_since(const Json& metadata) {
  std::string until = string_or(metadata, "deletionTimestamp");
  const Json* grace = find(metadata, "deletionGracePeriodSeconds");
  const auto end = parse_time(until);
  if (!end || grace == nullptr || !grace->is_number_integer()) return until;
  return rfc3339(*end - std::chrono::seconds(grace->get<std::int64_t>()), 0);
}

/// Asks once what became of a deleted pod.
void read_back(const Context& context, const std::string& ns, Victim& victim) {
  const auto response =
      context.client.call("GET", pod_path(ns, victim.name), {}, {}, context.limits);
  victim.seen = "not confirmed: the pod could not be read";
  if (!response) return;
  if (response->status == 404) {
    victim.confirmed = true;
    victim.seen = "gone";
    return;
  }
  const auto pod = parse_json(response->body);
  const Json* metadata = pod ? find(*pod, "metadata") : nullptr;
  if (response->status != 200 || metadata == nullptr) return;
  const std::string since = terminating_since(*metadata);
  if (!victim.uid.empty() && string_or(*metadata, "uid") != victim.uid) {
    victim.confirmed = true;
    victim.seen = "gone, another pod has its name";
  } else if (!since.empty()) {
    victim.confirmed = true;
    victim.seen = "terminating since " + since;
  } else {
    victim.seen = "not confirmed: the pod is still there and not terminating";
  }
}

std::string names_of(const std::vector<Victim>& victims) {
  std::vector<std::string> names;
  names.reserve(victims.size());
  for (const auto& victim : victims)
    names.push_back(victim.name);
  return join(names, ", ");
}

/// The facts of the fault, for the journal.
Json fault_of(const std::vector<Victim>& victims, const std::string& ns, std::size_t matched,
              WallTime started, WallTime ended) {
  Json pods = Json::array();
  for (const auto& victim : victims) {
    pods.push_back({{"name", victim.name}, {"uid", victim.uid}, {"read_back", victim.seen}});
  }
  const bool confirmed = std::all_of(victims.begin(), victims.end(),
                                     [](const Victim& victim) { return victim.confirmed; });
  return {{"kind", "pod-deletion"},
          {"target", fmt::format("{} in {}", names_of(victims), ns)},
          {"pods", pods},
          {"matched", matched},
          {"started", rfc3339(started)},
          {"ended", rfc3339(ended)},
          {"confirmed", confirmed},
          {"by", "read back: " + victims.front().seen}};
}

std::string short_reading(const Victim& victim) {
  return victim.seen.starts_with("terminating") ? "terminating" : victim.seen;
}

std::string amount(std::size_t n) {
  return fmt::format("{} {} deleted", n, n == 1 ? "pod" : "pods");
}

Result<> delete_pod(const Json& arguments, const Context& context, const std::string& ns,
                    const std::string& name) {
  const Json& grace = arguments.at("grace_period");
  Json options = Json::object();
  if (grace >= 0) options["gracePeriodSeconds"] = grace;
  const auto response = BRUNT_TRY(
      context.client.call("DELETE", pod_path(ns, name), {}, to_text(options), context.limits));
  if (response.status < 200 || response.status > 299) return std::unexpected(api_error(response));
  return {};
}

}  // namespace

Result<> check_terminate_pods(const Json& arguments) {
  BRUNT_TRY(check_texts(arguments, {"label_selector", "name_pattern", "ns"}));
  BRUNT_TRY(check_whole(arguments, "qty", true));
  BRUNT_TRY(check_whole(arguments, "grace_period", false));
  BRUNT_TRY(check_word(arguments, "mode", "fixed", "percentage"));
  BRUNT_TRY(check_word(arguments, "order", "alphabetic", "oldest"));
  const Json& pattern = arguments.at("name_pattern");
  if (pattern.is_string() && !codec::is_open(pattern)) {
    const RE2 regex(pattern.get<std::string>(), RE2::Quiet);
    if (!regex.ok()) {
      return wrong("name_pattern", pattern, "a regular expression: " + regex.error());
    }
  }
  return {};
}

Result<provider::Outcome> terminate_pods(const Json& arguments, const Context& context) {
  const std::string ns = BRUNT_TRY(text_argument(arguments, "ns"));
  auto pods = BRUNT_TRY(matching(arguments, context, ns));
  const std::size_t matched = pods.size();
  const std::uint64_t seed = std::random_device{}();
  auto victims = BRUNT_TRY(pick(std::move(pods), arguments, seed));

  provider::Outcome outcome;
  outcome.output = Json::array();
  std::vector<Victim> deleted;
  const WallTime started = wall_now();
  WallTime ended = started;
  for (auto& victim : victims) {
    const auto done = delete_pod(arguments, context, ns, victim.name);
    if (!done) {
      // What was deleted before stays a fact, though the activity failed.
      if (deleted.empty()) return std::unexpected(done.error());
      outcome = failed_outcome(done.error());
      break;
    }
    ended = wall_now();
    read_back(context, ns, victim);
    outcome.output.push_back(victim.name);
    deleted.push_back(victim);
  }
  if (deleted.empty()) {
    outcome.summary = matched == 0 ? "no pod matches" : "no pod deleted";
    return outcome;
  }
  Json fault = fault_of(deleted, ns, matched, started, ended);
  if (flag_argument(arguments, "rand") && !flag_argument(arguments, "all")) fault["seed"] = seed;
  outcome.evidence = {{"fault", std::move(fault)}};
  outcome.summary = amount(deleted.size());
  if (outcome.succeeded) {
    outcome.detail = fmt::format("{} in {}, {} of {} that match; read back: {}", names_of(deleted),
                                 ns, deleted.size(), matched, short_reading(deleted.front()));
  }
  return outcome;
}

}  // namespace brunt::drivers::kubernetes

#include "impact/faults.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "impact/secrets.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

using std::chrono::seconds;

std::chrono::nanoseconds span(double s) {
  return std::chrono::nanoseconds(std::llround(s * 1e9));
}

WallTime ended(const RequestMark& request) {
  return request.sent + span(request.latency_seconds);
}

std::string argument(const Entry& entry, std::string_view name) {
  const Json& value = member(member(entry.provider, "arguments"), name);
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : to_text(value);
}

/// "killed one random pod matching faas_function=astre in openfaas-fn".
std::string describe(const Entry& entry) {
  const auto dot = entry.func.rfind('.');
  const std::string func = dot == std::string::npos ? entry.func : entry.func.substr(dot + 1);
  const std::string selector = argument(entry, "label_selector");
  const std::string ns = argument(entry, "ns");
  if (func == "terminate_pods" || func == "delete_pods") {
    const bool all = argument(entry, "all") == "true" || func == "delete_pods";
    std::string text = all                                 ? "killed all pods"
                       : argument(entry, "rand") == "true" ? "killed one random pod"
                                                           : "killed a pod";
    if (!selector.empty()) text += " matching " + selector;
    if (!ns.empty()) text += " in " + ns;
    return text;
  }
  std::string text = "ran " + (entry.func.empty() ? entry.name : entry.func);
  if (!ns.empty()) text += " in " + ns;
  return mask_text(text);
}

std::optional<WallTime> told_time(const Json& fault, std::string_view key) {
  const auto at = parse_time(string_or(fault, key));
  return at ? std::optional(*at) : std::nullopt;
}

/// What our drivers call a fault, as something done: "pod-deletion" -> "deleted pod".
std::string verb_of(const std::string& kind) {
  return kind == "pod-deletion" ? "deleted pod" : kind;
}

std::optional<Fault> told_fault(const Entry& entry) {
  const Json& told = member(entry.evidence, "fault");
  if (!told.is_object()) return std::nullopt;
  const auto told_start = told_time(told, "started");
  const auto started = told_start ? told_start : entry.start;
  if (!started) return std::nullopt;
  Fault fault;
  fault.name = entry.name;
  const Json& target = member(told, "target");
  const std::string kind = verb_of(string_or(told, "kind", "fault"));
  fault.what =
      mask_text(kind + " " + (target.is_string() ? target.get<std::string>() : to_text(target)));
  fault.start = *started;
  fault.end = told_time(told, "ended");
  fault.precision_seconds = 1e-6;
  const Json& confirmed = member(told, "confirmed");
  fault.confirmed = confirmed.is_boolean() && confirmed.get<bool>();
  return fault;
}

bool in_window(WallTime at, const Fault& fault) {
  return at >= fault.start && at <= fault.start + span(fault.precision_seconds) + seconds(2);
}

}  // namespace

std::vector<Fault> read_faults(const Journal& journal) {
  std::vector<Fault> faults;
  for (const Entry& entry : journal.entries) {
    if (entry.phase != "method") continue;
    if (auto fault = told_fault(entry)) {
      faults.push_back(*std::move(fault));
      continue;
    }
    if (entry.type != "action" || is_load(entry) || !entry.start || entry.status == "failed") {
      continue;
    }
    faults.push_back(
        {entry.name, describe(entry), *entry.start, entry.end, journal.precision_seconds, false});
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const Fault& a, const Fault& b) { return a.start < b.start; });
  return faults;
}

std::optional<WallTime> effective_start(const std::vector<Fault>& faults,
                                        const std::vector<RequestMark>& requests) {
  if (faults.empty()) return std::nullopt;
  const Fault& first = faults.front();
  const auto after =
      std::partition_point(requests.begin(), requests.end(),
                           [&](const RequestMark& request) { return request.sent < first.start; });
  auto earliest = after;  // those still under way when the fault came, unbroken up to it
  while (earliest != requests.begin() && std::prev(earliest)->failed &&
         ended(*std::prev(earliest)) >= first.start) {
    --earliest;
  }
  if (earliest != after) return earliest->sent;
  const WallTime latest = first.start + span(first.precision_seconds);
  const auto failed = std::find_if(after, requests.end(),
                                   [](const RequestMark& request) { return request.failed; });
  return failed == requests.end() ? latest : std::min(latest, failed->sent);
}

analysis::Moment start_of(const Fault& fault) {
  const double unsure = fault.precision_seconds >= 0.5 ? fault.precision_seconds : 0;
  return analysis::moment(fault.start, fault.start + span(unsure));
}

std::string confirm(std::vector<Fault>& faults, const Journal& journal,
                    const std::vector<RequestMark>& requests, const std::vector<LogLane>& logs) {
  std::vector<std::string> by;
  for (const Entry& entry : journal.entries) {
    const Json& told = member(entry.evidence, "fault");
    const Json& confirmed = member(told, "confirmed");
    if (confirmed.is_boolean() && confirmed.get<bool>()) {
      by.push_back(mask_text(string_or(told, "by", "read back")));
    }
  }
  for (Fault& fault : faults) {
    const auto first_failure =
        std::find_if(requests.begin(), requests.end(),
                     [&](const RequestMark& r) { return r.failed && r.sent >= fault.start; });
    if (first_failure != requests.end() && in_window(first_failure->sent, fault)) {
      fault.confirmed = true;
      by.push_back(fmt::format("client failures from {}", words::clock(first_failure->sent, 3)));
    }
    for (const LogLane& lane : logs) {
      // It starts with the last line, which may be a little older than the fault.
      if (!lane.silence_start || !lane.silence_end || *lane.silence_end <= fault.start ||
          !in_window(std::max(*lane.silence_start, fault.start), fault) ||
          *lane.silence_start < fault.start - seconds(2)) {
        continue;
      }
      fault.confirmed = true;
      by.push_back(fmt::format("log of {} silent for {} from {}", lane.name,
                               words::duration(lane.silence_seconds),
                               words::clock(*lane.silence_start, 3)));
    }
  }
  return join(by, "; ");
}

std::string_view fault_word(const Fault& fault) {
  return RE2::PartialMatch(fault.what, "(?i)kill|terminat|delet") ? "the kill" : "the fault";
}

}  // namespace brunt::impact

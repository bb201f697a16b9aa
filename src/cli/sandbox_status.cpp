#include "cli/sandbox_status.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

std::string with_name(std::string_view verb, const std::string& name) {
  return fmt::format("brunt sandbox {}{}", verb, name == "default" ? "" : " --name " + name);
}

/// `4 min 12 s`, `3 h 2 min`.
std::string elapsed(double seconds) {
  const auto s = static_cast<std::int64_t>(std::max(0.0, seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s / 60 % 60);
}

std::string time_of(const Json& milliseconds) {
  return fmt::format("{:g} s", milliseconds.get<double>() / 1000);
}

std::string pid_of(const Json& part) {
  const Json* pid = find(part, "pid");
  return pid == nullptr || pid->is_null() ? "no process" : fmt::format("pid {}", pid->get<int>());
}

/// A part that runs: address, pid, word. One that died: why, and what to do.
std::vector<std::string> part_lines(const Look& look, const std::string& name, const Json& part) {
  if (!part["pid"].is_null()) {
    const std::string word =
        part["ready"].get<bool>() ? "ready" : painted(look, Style::attention, "not ready");
    return {fmt::format("  {}{}  {}  {}  {}", padded(name, 12),
                        padded(string_or(part, "address"), 15), padded(pid_of(part), 10),
                        padded(word, 9), spelt(look, string_or(part, "note")))};
  }
  std::string why = string_or(part, "why");
  if (why.empty()) why = "it has not started yet";
  const std::string gone = std::string(sign(look, Glyph::missed)) + " " + name + " gone";
  return {fmt::format("  {}{}  {}", padded(name, 12), painted(look, Style::harm, gone),
                      spelt(look, safe(look, why))),
          "              " + painted(look, Style::dim, "do") +
              "  it is started again by itself; if not: brunt sandbox down, then up"};
}

std::string pod_line(const Look& look, const Json& pod) {
  const std::string why = string_or(pod, "why");
  std::string word = string_or(pod, "word");
  const std::int64_t restarts = pod["restarts"].get<std::int64_t>();
  std::string note =
      pod["since_s"].is_null() ? "" : "since " + elapsed(pod["since_s"].get<double>()) + ", ";
  note += fmt::format("{} restart{}", restarts, restarts == 1 ? "" : "s");
  if (!why.empty()) {
    word = painted(look, Style::harm, std::string(sign(look, Glyph::missed)) + " gone");
    note += ", " + spelt(look, safe(look, why));
  } else if (word == "Running" && !pod["ready"].get<bool>()) {
    note += ", not ready";
  }
  return fmt::format("    {} {}  {}  {}", padded(string_or(pod, "name"), 25),
                     padded(pid_of(pod), 10), padded(word, 11), note);
}

std::string parameter_line(const Json& p) {
  return fmt::format(
      "  start delay {}    while none is ready: {}    upstream time-out {}    grace {} s",
      time_of(p["start_delay_ms"]), string_or(p, "while_none_ready"),
      time_of(p["upstream_timeout_ms"]), p["grace_s"].get<std::int64_t>());
}

std::string delay_line(const Json& p) {
  const Json& delay = p["function_delay_ms"];
  return fmt::format("  function takes {:g} ms + about {:g} ms    replicas {}    scrapes every {}",
                     delay.value("min", 0.0), delay.value("spread", 0.0), p["replicas"].get<int>(),
                     time_of(p["scrape_interval_ms"]));
}

}  // namespace

std::vector<std::string> sandbox_status_lines(const Look& look, const Json& survey) {
  const std::string name = string_or(survey, "name");
  const Json& parameters = survey["parameters"];
  std::vector<std::string> out;
  const std::string head =
      fmt::format("sandbox {}  up {}  emulated cluster, profile {}", name,
                  elapsed(survey["up_s"].get<double>()), string_or(parameters, "profile"));
  out.push_back(padded(painted(look, Style::bold, head), 83) +
                fmt::format("  {} MB resident",
                            (survey["resident_bytes"].get<std::uint64_t>() + 500'000) / 1'000'000));
  out.emplace_back();
  for (const char* part : {"api", "gateway", "metrics"})
    for (std::string& line : part_lines(look, part, survey[part]))
      out.push_back(std::move(line));
  out.push_back(fmt::format("  {}{}  demo.foo.bar, user jane", padded("ingress", 12),
                            string_or(survey["ingress"], "address")));
  for (const Json& deployment : survey["deployments"]) {
    const std::string function = string_or(deployment, "name");
    out.push_back(fmt::format("  {}{} of {} ready", padded(function, 12),
                              deployment["ready"].get<std::int64_t>(),
                              deployment["replicas"].get<std::int64_t>()));
    for (const Json& pod : survey["pods"])
      if (string_or(pod, "kind") == "function" && string_or(pod, "deployment") == function)
        out.push_back(pod_line(look, pod));
  }
  out.emplace_back();
  out.push_back(parameter_line(parameters));
  out.push_back(delay_line(parameters));
  out.emplace_back("  the first pods started without the start delay");
  std::string prefix = "  not like a real cluster: ";
  for (const Json& each : survey["differences"]) {
    out.push_back(painted(look, Style::dim, prefix + each.get<std::string>()));
    prefix = "                           ";
  }
  out.emplace_back();
  out.push_back(fmt::format("  use it   eval \"$({})\"      end it   {}", with_name("env", name),
                            with_name("down", name)));
  return out;
}

std::vector<std::string> sandbox_down_lines(const Look& look, const std::string& name) {
  return {
      painted(look, Style::bold, fmt::format("sandbox {}  down", name)) + "  (an emulated cluster)",
      fmt::format("start it  {}", with_name("up", name))};
}

}  // namespace brunt::cli

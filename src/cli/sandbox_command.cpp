#include "cli/sandbox_command.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <random>

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/output.h"
#include "cli/sandbox_flags.h"
#include "cli/sandbox_status.h"
#include "net/http_client.h"
#include "sandbox/cluster/launch.h"
#include "sandbox/cluster/supervisor.h"
#include "sandbox/cluster/survey.h"
#include "sandbox/platform/part.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;
namespace cluster = sandbox::cluster;

ColourWish colour_wish(const std::string& word) {
  if (word == "always") return ColourWish::always;
  return word == "never" ? ColourWish::never : ColourWish::automatic;
}

/// What every verb needs.
struct Context {
  const SandboxFlags& flags;
  const Stops& stops;
  std::string name;

  Look look(int fd) const { return look_of(fd, colour_wish(flags.colour), flags.ascii); }
  int fail(const Error& error, std::string sentence, std::string to_do) const {
    ErrorOutput{look(STDERR_FILENO), false}.tell(
        trouble_of(error, std::move(sentence), std::move(to_do)));
    return 1;
  }
  int print(const std::vector<std::string>& lines) const {
    return print_lines(STDOUT_FILENO, lines) ? 0 : 1;
  }
  std::string call(std::string_view verb) const {
    return fmt::format("brunt sandbox {}{}", verb, name == "default" ? "" : " --name " + name);
  }
};

cluster::Settings settings_of(const Context& context) {
  cluster::Settings out;
  out.name = context.name;
  out.parameters = context.flags.parameters;
  out.port_base = context.flags.port_base;
  out.seed = context.flags.seed ? *context.flags.seed : std::random_device()();
  return out;
}

Result<cluster::Started> start(const Context& context) {
  return cluster::up(
      settings_of(context), {Deadline::in(60s), context.stops.stop}, [&](const std::string& words) {
        print_lines(STDERR_FILENO, {fmt::format("sandbox {}  {}", context.name, words)});
      });
}

int start_failed(const Context& context, const Error& error) {
  return context.fail(
      error, fmt::format("the sandbox '{}' did not start; nothing is left behind", context.name),
      context.flags.port_base ? "choose another --port-base, or none for free ports"
                              : "try again; " + context.call("status") + " shows what is there");
}

int up(const Context& context) {
  const auto started = start(context);
  if (!started) return start_failed(context, started.error());
  const cluster::State& state = started->state;
  std::vector<std::string> lines;
  if (started->was_up)
    lines.push_back(fmt::format("sandbox {}  is up already  emulated cluster, profile {}",
                                context.name, state.parameters.profile));
  else
    lines.push_back(fmt::format("sandbox {}  up in {:.2f} s  emulated cluster, profile {}",
                                context.name, seconds(started->took), state.parameters.profile));
  if (started->remains > 0)
    lines.push_back(
        fmt::format("  ended {} processes that a crashed one had left", started->remains));
  lines.push_back(fmt::format("  api         https://127.0.0.1:{}   {}", state.ports.api,
                              (started->folder / "kubeconfig").string()));
  lines.push_back(fmt::format("  gateway     http://127.0.0.1:{}", state.ports.gateway));
  lines.push_back(fmt::format("  ingress     http://127.0.0.1:{}   demo.foo.bar, user jane",
                              state.ports.ingress));
  lines.push_back(fmt::format("  metrics     http://127.0.0.1:{}", state.ports.metrics));
  if (!started->was_up)
    lines.push_back(fmt::format(
        "  the first pods started without the start delay of {:g} s; later ones have it",
        static_cast<double>(state.parameters.start_delay.count()) / 1000));
  lines.push_back(fmt::format("  use it   eval \"$({})\"      end it   {}", context.call("env"),
                              context.call("down")));
  return context.print(lines);
}

int status(const Context& context) {
  const auto state = cluster::running(context.name);
  if (!state) {
    if (state.error().code == Errc::invalid_input)
      return context.fail(state.error(), "wrong name", "");
    if (context.flags.json)
      context.print(
          {to_text(Json{{"words", "emulated cluster"}, {"name", context.name}, {"up", false}}, 2)});
    else
      context.print(sandbox_down_lines(context.look(STDOUT_FILENO), context.name));
    return 1;
  }
  const Json survey = cluster::survey(*state, {Deadline::in(5s), context.stops.stop});
  if (context.flags.json) return context.print({to_text(survey, 2)});
  return context.print(sandbox_status_lines(context.look(STDOUT_FILENO), survey));
}

int down(const Context& context) {
  const auto ended = cluster::down(context.name, {Deadline::in(30s), context.stops.stop});
  if (!ended)
    return context.fail(ended.error(), "the sandbox could not be taken down",
                        context.call("status"));
  std::string line = fmt::format("sandbox {}  down", context.name);
  if (!ended->was_up) line += "  (it was not up)";
  if (ended->processes > 0)
    line += fmt::format("  ({} processes had to be killed)", ended->processes);
  return context.print({line});
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

int is_down(const Context& context, const Error& error) {
  return context.fail(error, "there is no such sandbox running", context.call("up"));
}

int env(const Context& context) {
  const auto state = cluster::running(context.name);
  if (!state) return is_down(context, state.error());
  const auto environment = cluster::environment_of(*state);
  if (!environment) return is_down(context, environment.error());
  std::vector<std::string> lines;
  for (const auto& [key, value] : *environment)
    lines.push_back("export " + key + "=" + quoted(value));
  return context.print(lines);
}

int list(const Context& context) {
  const auto all = cluster::all_sandboxes();
  if (!all) return context.fail(all.error(), "cannot look for sandboxes", "");
  std::vector<std::string> lines;
  Json out = Json::array();
  for (const auto& [name, is_up] : *all) {
    out.push_back(Json::object({{"name", name}, {"up", is_up}}));
    lines.push_back(fmt::format("{}  {}  emulated cluster", name,
                                is_up ? "up" : "down (remains of one that crashed)"));
  }
  if (context.flags.json) return context.print({to_text(out, 2)});
  if (lines.empty()) lines.emplace_back("no sandbox");
  return context.print(lines);
}

/// One pod's log through the API, as it comes.
int print_log(const Context& context, const cluster::State& state, const std::string& ns,
              const std::string& pod) {
  net::Request request;
  request.url =
      fmt::format("http://127.0.0.1:{}/api/v1/namespaces/{}/pods/{}/log?follow={}&timestamps={}{}",
                  state.inner_api_port, ns, net::percent_encode(pod), context.flags.follow,
                  context.flags.timestamps,
                  context.flags.tail ? fmt::format("&tailLines={}", *context.flags.tail) : "");
  request.headers = {{"Authorization", "Bearer " + state.token}};
  request.use_proxy_environment = false;
  const net::HttpClient client;
  const auto answer = client.stream(
      request, [&](std::string_view chunk) { return print_text(STDOUT_FILENO, chunk); },
      {Deadline::never(), context.stops.stop});
  if (!answer && answer.error().code != Errc::stopped)
    return context.fail(answer.error(), "cannot read the log of " + pod, context.call("status"));
  return answer && answer->status != 200 ? 1 : 0;
}

int logs(const Context& context) {
  const auto state = cluster::running(context.name);
  if (!state) return is_down(context, state.error());
  const Json survey = cluster::survey(*state, {Deadline::in(5s), context.stops.stop});
  std::vector<std::string> known;
  int result = 0;
  bool some = false;
  for (const Json& pod : survey["pods"]) {
    const std::string name = string_or(pod, "name");
    known.push_back(name);
    const bool wanted = context.flags.pod.empty() || context.flags.pod == name ||
                        context.flags.pod == string_or(pod, "deployment");
    if (!wanted || (some && context.flags.follow)) continue;
    some = true;
    if (context.flags.pod.empty()) print_lines(STDOUT_FILENO, {fmt::format("==> {} <==", name)});
    result = std::max(result, print_log(context, *state, string_or(pod, "namespace"), name));
  }
  if (some) return result;
  return context.fail(Error{Errc::not_found, "'" + context.flags.pod + "'", ""},
                      "there is no such pod", "one of: " + join(known, ", "));
}

/// Waits for the command; on a signal passes it on and gives it a moment.
int wait_for(sys::Child& child, const Stops& stops) {
  auto status = child.wait({Deadline::never(), stops.stop});
  if (!status) {
    child.signal_group(SIGTERM);
    status = child.wait({Deadline::in(10s), stops.give_up});
  }
  if (!status) {
    child.signal_group(SIGKILL);
    status = child.wait({Deadline::in(5s), {}});
  }
  const int value = status.value_or(-SIGKILL);
  return value < 0 ? 128 - value : value;
}

/// 127, as a shell says it.
int cannot_run(const Context& context, const Error& error) {
  context.fail(error, "cannot run " + context.flags.command[0], "name a program that can be run");
  return 127;
}

int run(const Context& context) {
  const auto started = start(context);
  if (!started) return start_failed(context, started.error());
  int result = 1;
  const auto environment = cluster::environment_of(started->state);
  sys::Spawn spawn;
  spawn.argv = context.flags.command;
  if (environment) spawn.environment = *environment;
  spawn.in = STDIN_FILENO;
  spawn.own_group = false;  // it may read the terminal, and gets its Ctrl-C
  spawn.death_signal = SIGTERM;
  auto child = sys::Child::start(spawn);
  if (child)
    result = wait_for(*child, context.stops);
  else
    result = cannot_run(context, child.error());
  if (started->was_up) return result;  // somebody else's
  if (const auto ended = cluster::down(context.name, {}); !ended)
    context.fail(ended.error(), "the sandbox could not be taken down", context.call("down"));
  return result;
}

}  // namespace

int sandbox_command(const std::vector<std::string>& words, const Stops& stops) {
  const auto flags = parse_sandbox_flags(words);
  if (!flags) {
    ErrorOutput{look_of(STDERR_FILENO, ColourWish::automatic, false), false}.tell(flags.error());
    return 2;
  }
  if (flags->verb == "help") return print_text(STDOUT_FILENO, sandbox_help()) ? 0 : 1;
  const std::string own = flags->verb == "run" ? fmt::format("run-{}", getpid()) : "default";
  const Context context{*flags, stops, flags->name.value_or(own)};
  static const std::map<std::string, int (*)(const Context&), std::less<>> verbs{
      {"up", up},     {"status", status}, {"down", down}, {"env", env},
      {"logs", logs}, {"list", list},     {"run", run}};
  return verbs.at(flags->verb)(context);
}

std::optional<int> sandbox_process(const std::vector<std::string>& words) {
  if (words.size() != 3 || words[0] != "sandbox") return std::nullopt;
  if (words[1] == "part") return sandbox::platform::part_main(words[2]);
  if (words[1] != "supervise") return std::nullopt;
  const auto config = parse_json(words.back());
  if (!config) {
    print_text(STDERR_FILENO, "brunt sandbox " + words[1] + ": " + config.error().what + "\n");
    return 2;
  }
  mallopt(M_ARENA_MAX, 2);  // NOLINT(concurrency-mt-unsafe): there is no other thread yet
  const auto settings = cluster::settings_of(*config);
  if (!settings) {
    print_text(STDERR_FILENO, "brunt sandbox supervise: " + settings.error().what + "\n");
    return 2;
  }
  return cluster::supervise(*settings, 3);
}

}  // namespace brunt::cli

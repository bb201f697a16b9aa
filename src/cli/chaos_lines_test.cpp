#include "cli/chaos_lines.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace brunt::cli {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

Event event(EventKind kind, Phase phase, Json data = Json::object(), std::string activity = "",
            std::optional<std::size_t> index = {}) {
  Event out;
  out.kind = kind;
  out.phase = phase;
  out.data = std::move(data);
  out.activity = std::move(activity);
  out.index = index;
  return out;
}

const Json experiment = Json::parse(R"({"title": "T", "steady-state-hypothesis": {"title": "H",
  "probes": [{"type": "probe", "name": "p"}]}, "method": [
  {"type": "action", "name": "a", "pauses": {"after": 1}, "provider": {"type": "process"}}],
  "rollbacks": [{"type": "action", "name": "r"}]})");

/// All lines from `least` on, "LEVEL text".
std::vector<std::string> lines(const std::vector<Event>& events, LogLevel least = LogLevel::info) {
  ChaosLines chaos;
  std::vector<std::string> out;
  for (const auto& one : events)
    for (const auto& entry : chaos.on(one))
      if (entry.level >= least)
        out.push_back(std::string(level_name(entry.level)) + " " + entry.text);
  return out;
}

Event started(const std::string& rollbacks = "default", const std::string& hypothesis = "default") {
  return event(EventKind::run_started, Phase::before,
               {{"experiment", experiment},
                {"strategies", {{"hypothesis", hypothesis}, {"rollbacks", rollbacks}}}});
}

Event ended(const std::string& status, bool deviated) {
  return event(EventKind::run_finished, Phase::rollbacks,
               {{"status", status}, {"deviated", deviated}});
}

std::vector<Event> hypothesis(Phase phase, bool met) {
  const Json data = phase == Phase::during ? Json::object() : Json{{"title", "H"}};
  return {
      event(EventKind::phase_started, phase, data),
      event(EventKind::activity_started, phase, {}, "p", 0),
      event(EventKind::activity_finished, phase, {{"status", "succeeded"}, {"output", 1}}, "p", 0),
      event(EventKind::phase_finished, phase, {{"met", met}})};
}

std::vector<Event> method() {
  return {event(EventKind::phase_started, Phase::method),
          event(EventKind::activity_started, Phase::method, {{"background", true}}, "a", 0),
          event(EventKind::activity_finished, Phase::method,
                {{"status", "succeeded"}, {"output", {{"status", 1}, {"stdout", ""}}}}, "a", 0),
          event(EventKind::pause_started, Phase::method, {{"seconds", 1.0}, {"where", "after"}},
                "a", 0),
          event(EventKind::phase_finished, Phase::method)};
}

std::vector<Event> rollbacks() {
  return {event(EventKind::phase_started, Phase::rollbacks),
          event(EventKind::activity_started, Phase::rollbacks, {}, "r", 0),
          event(EventKind::activity_finished, Phase::rollbacks,
                {{"status", "failed"}, {"exception", {"ActivityFailed: no route\n"}}}, "r", 0),
          event(EventKind::phase_finished, Phase::rollbacks)};
}

std::vector<Event> all(std::initializer_list<std::vector<Event>> parts) {
  std::vector<Event> out;
  for (const auto& part : parts)
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

TEST(ChaosLines, ComeInTheReferencesOrderAndWords) {
  EXPECT_EQ(validation_started().text, "Validating the experiment's syntax");
  EXPECT_EQ(looks_valid().text, "Experiment looks valid");
  const auto got = lines(all({{started()},
                              hypothesis(Phase::before, true),
                              method(),
                              hypothesis(Phase::after, true),
                              rollbacks(),
                              {ended("completed", false)}}));
  EXPECT_EQ(join(got, "\n"), R"(INFO Running experiment: T
INFO Steady-state strategy: default
INFO Rollbacks strategy: default
INFO Steady state hypothesis: H
INFO Probe: p
INFO Steady state hypothesis is met!
INFO Playing your experiment's method now...
INFO Action: a [in background]
WARNING This process returned a non-zero exit code. This may indicate some error and not what you expected. Please have a look at the logs.
INFO Pausing after activity for 1s...
INFO Steady state hypothesis: H
INFO Probe: p
INFO Steady state hypothesis is met!
INFO Let's rollback...
INFO Rollback: r
INFO Action: r
ERROR   => failed: no route
INFO Experiment ended with status: completed)");
}

TEST(ChaosLines, TellOfADeviation) {
  const auto got = lines(all({{started("deviated")},
                              hypothesis(Phase::after, false),
                              rollbacks(),
                              {ended("completed", true)}}));
  const std::string text = join(got, "\n");
  for (const auto* line :
       {"CRITICAL Steady state probe 'p' is not in the given tolerance so failing this experiment",
        "WARNING Rollbacks will be played only because the experiment deviated",
        "INFO Experiment ended with status: deviated",
        "INFO The steady-state has deviated, a weakness may have been discovered"})
    EXPECT_NE(text.find(line), std::string::npos) << line;
}

TEST(ChaosLines, TellOfContinuousChecksOnce) {
  Event start = started("never", "continuously");
  start.data["strategies"]["frequency"] = 0.1;
  const auto got = lines(all({{start},
                              hypothesis(Phase::during, true),
                              method(),
                              hypothesis(Phase::during, false),
                              hypothesis(Phase::after, true),
                              {ended("completed", false)}}));
  const std::string text = join(got, "\n");
  EXPECT_EQ(text.find("Steady state hypothesis: \n"), std::string::npos) << text;
  const std::string begun = "Executing the steady-state hypothesis continuously every 0.1 seconds";
  EXPECT_NE(text.find(begun), std::string::npos) << text;
  EXPECT_EQ(text.find(begun), text.rfind(begun));
  EXPECT_NE(text.find("INFO Steady-state strategy: continuous\n"), std::string::npos);
  EXPECT_NE(text.find("WARNING Continuous steady state probe 'p' is not in the given tolerance"),
            std::string::npos);
  EXPECT_NE(text.find("INFO Continuous steady state hypothesis terminated"), std::string::npos);
  EXPECT_NE(text.find("WARNING Rollbacks were explicitly requested to not be played"),
            std::string::npos);
}

TEST(ChaosLines, TellOfInterruptions) {
  const auto by = [](const char* signal) {
    return lines({started(), event(EventKind::interrupted, Phase::method, {{"by", signal}})})
        .back();
  };
  EXPECT_EQ(by("SIGINT"), "WARNING Received a termination signal (Ctrl-C)...");
  EXPECT_EQ(by("SIGTERM"), "CRITICAL SIGTERM signal received");
  EXPECT_EQ(by("SIGHUP"), "CRITICAL Experiment interrupted by SIGHUP");
  EXPECT_EQ(by("SIGUSR1"), "WARNING Received the exit signal: 20");
  EXPECT_EQ(by("SIGUSR2"), "WARNING Ignoring rollbacks as per signal");
}

TEST(ChaosLines, TellOutputsAtDebugOnly) {
  const auto events = all({{started()}, hypothesis(Phase::before, true)});
  EXPECT_EQ(join(lines(events), "\n").find("succeeded with"), std::string::npos);
  EXPECT_NE(join(lines(events, LogLevel::debug), "\n").find("DEBUG   => succeeded with '1'"),
            std::string::npos);
}

}  // namespace
}  // namespace brunt::cli

#include "impact/test_run.h"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "base/time.h"

namespace brunt::impact {
namespace {

WallTime at(double seconds) {
  static const WallTime zero = parse_time("2026-03-01T10:00:00Z").value();
  return zero + std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

Json probe() {
  return {{"type", "probe"},
          {"name", "function-must-respond"},
          {"tolerance", 200},
          {"provider", {{"type", "http"}, {"url", "http://demo.test/function/astre"}}}};
}

Json checked(double from, bool met) {
  Json entry = {
      {"activity", probe()},
      {"output", {{"status", met ? 200 : 503}, {"headers", Json::object()}, {"body", ""}}},
      {"start", test_time(from)},
      {"status", "succeeded"},
      {"end", test_time(from + 0.1)},
      {"duration", 0.1},
      {"tolerance_met", met}};
  return {{"steady_state_met", met}, {"probes", Json::array({entry})}};
}

Json activity(const std::string& type, const std::string& name, Json provider) {
  return {{"type", type}, {"name", name}, {"provider", std::move(provider)}};
}

Json entry(Json what, double from, double to, Json output) {
  return {{"activity", std::move(what)}, {"output", std::move(output)}, {"start", test_time(from)},
          {"status", "succeeded"},       {"end", test_time(to)},        {"duration", to - from}};
}

}  // namespace

TestFolder::TestFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "brunt-impact-XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TestFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string test_time(double seconds) {
  return journal_time(at(seconds));
}

Json TestRun::journal() const {
  const double ends = static_cast<double>(n) / rate;
  Json load = activity("action", "traffic",
                       {{"type", "process"},
                        {"path", "vegeta"},
                        {"arguments", "attack -rate=3 -timeout=3s -output=" + output}});
  load["background"] = true;
  Json kill = activity("action", "kill-one",
                       {{"type", "python"},
                        {"module", "chaosk8s.pod.actions"},
                        {"func", "terminate_pods"},
                        {"arguments", {{"ns", "shop"}, {"label_selector", "app=shop"}}}});
  Json experiment = {{"title", title},
                     {"description", ""},
                     {"tags", {"test"}},
                     {"steady-state-hypothesis",
                      {{"title", "Function is available"}, {"probes", Json::array({probe()})}}},
                     {"method", Json::array({load, kill})},
                     {"rollbacks", Json::array()}};
  return {
      {"chaoslib-version", "1.45.0"},
      {"platform", "Linux"},
      {"node", "runner"},
      {"experiment", experiment},
      {"start", test_time(-1.5)},
      {"status", "completed"},
      {"deviated", false},
      {"steady_states",
       {{"before", checked(-1, true)},
        {"after", checked(ends + 1, true)},
        {"during", Json::array()}}},
      {"run",
       Json::array({entry(load, -0.2, ends + 0.5, {{"status", 0}, {"stdout", ""}, {"stderr", ""}}),
                    entry(kill, fault_s, fault_s + 0.2, Json())})},
      {"rollbacks", Json::array()},
      {"end", test_time(ends + 2)},
      {"duration", ends + 3.5}};
}

std::string TestRun::table() const {
  std::string text = "seq,sent_utc,code,latency_ms\n";
  for (std::size_t i = 0; i < n; ++i) {
    text += fmt::format("{},{},{},{}\n", i, rfc3339(at(static_cast<double>(i) / rate)),
                        bad(i) ? 0 : 200, bad(i) ? 3000 : 20);
  }
  return text;
}

ReportModel analysed(const TestRun& run, const Json& journal) {
  const TestFolder folder;
  folder.write(run.output, run.table());
  Inputs inputs;
  inputs.folder = folder.path();
  inputs.journal = journal;
  inputs.journal_text = to_text(journal, 2);
  return analyse(inputs).value();
}

ReportModel analysed(const TestRun& run) {
  return analysed(run, run.journal());
}

}  // namespace brunt::impact

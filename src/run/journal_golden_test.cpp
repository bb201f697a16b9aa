// The example of the experiment format, section 6.7: a load in the background, a probe that times
// out, a front page that answers 503 in the end. Once in virtual time against a golden journal, and
// once for real with the same outcomes, which must give the same journal, times apart.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "codec/experiment.h"
#include "run/fake_providers.h"
#include "run/plan_harness.h"
#include "run/prepare.h"
#include "run/run.h"
#include "store/journal.h"

namespace brunt::run {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using model::Phase;

const fs::path golden = fs::path(BRUNT_GOLDEN) / "run" / "cache_flush.journal.json";

const char* const document = R"({
  "title": "${svc} survives a cache flush",
  "description": "The front page must keep answering while the cache refills.",
  "tags": ["cache"],
  "configuration": {"svc": "shop", "grace": 0.5},
  "steady-state-hypothesis": {
    "title": "Front page healthy",
    "probes": [
      {"type": "probe", "name": "front-page", "tolerance": 200,
       "provider": {"type": "http", "url": "http://127.0.0.1:8080/", "timeout": [1, 2]}}
    ]
  },
  "method": [
    {"type": "action", "name": "load", "background": true,
     "provider": {"type": "process", "path": "loadgen", "arguments": ["--seconds", 2]}},
    {"type": "action", "name": "flush",
     "provider": {"type": "process", "path": "cachectl", "arguments": "flush --all"},
     "pauses": {"after": "${grace}"}},
    {"type": "probe", "name": "refill-time",
     "provider": {"type": "process", "path": "cachectl", "arguments": ["wait-warm"], "timeout": 1}}
  ],
  "rollbacks": [
    {"type": "action", "name": "warm", "provider": {"type": "process", "path": "cachectl", "arguments": ["warm"]}}
  ]
})";

const Json healthy = {{"status", 200},
                      {"headers", {{"Content-Type", "text/html; charset=utf-8"}}},
                      {"body", "<h1>shop</h1>"}};
const Json busy = {
    {"status", 503}, {"headers", {{"Content-Type", "text/plain"}}}, {"body", "busy"}};

Json printed(const std::string& text) {
  return {{"status", 0}, {"stdout", text}, {"stderr", ""}};
}

Result<provider::Outcome> timed_out() {
  provider::Outcome out;
  out.succeeded = false;
  out.failure = "chaoslib.exceptions.ActivityFailed: timed out after 1 second";
  return out;
}

codec::Reading reading() {
  auto read = codec::read_experiment(document, codec::Format::json);
  EXPECT_TRUE(read) << codec::describe_all(read.error(), "");
  return *read;
}

/// The providers of the story. `load` goes on until the front page was asked a second time.
struct Story {
  Gate flushed;
  int front_page = 0;

  provider::Registry registry() {
    provider::Registry out;
    const auto http = [this](const provider::Call&, const Limits&, const provider::Notify&) {
      return succeeded(++front_page == 1 ? healthy : busy);
    };
    const auto process = [this](const provider::Call& call, const Limits&,
                                const provider::Notify&) {
      if (call.activity == "load") {
        flushed.wait();
        return succeeded(printed("240 requests\n"));
      }
      if (call.activity == "flush") return succeeded(printed("flushed\n"));
      if (call.activity == "warm") return succeeded(printed(""));
      flushed.open();
      return timed_out();
    };
    EXPECT_TRUE(out.add("http", std::make_unique<FakeProvider>(http)));
    EXPECT_TRUE(out.add("process", std::make_unique<FakeProvider>(process)));
    return out;
  }
};

/// Where the story's journal is a file name and its times are made up.
Json journal_in_virtual_time() {
  Story story;
  const auto registry = story.registry();
  const auto read = reading();
  const auto prepared =
      prepare(read.experiment, registry, {}, [](const std::string&) { return std::nullopt; });
  EXPECT_TRUE(prepared) << codec::describe_all(prepared.error(), "");
  PlanHarness run(prepared->schedule);
  const auto behaves = [&](Phase phase, std::size_t index, std::chrono::nanoseconds lasts,
                           Json data) {
    run.on(phase, index) = {lasts, std::move(data), 0ns};
    run.definitions[{phase, index}] = prepared->definition(prepared->task(phase, index));
  };
  behaves(Phase::before, 0, 13'448us,
          {{"status", "succeeded"}, {"output", healthy}, {"tolerance_met", true}});
  behaves(Phase::after, 0, 9'836us,
          {{"status", "succeeded"}, {"output", busy}, {"tolerance_met", false}});
  behaves(Phase::method, 0, 2'009'724us,
          {{"status", "succeeded"}, {"output", printed("240 requests\n")}});
  behaves(Phase::method, 1, 12'514us, {{"status", "succeeded"}, {"output", printed("flushed\n")}});
  behaves(Phase::method, 2, 1'007'468us,
          {{"status", "failed"},
           {"output", nullptr},
           {"exception",
            {"Traceback (most recent call last):\n",
             "chaoslib.exceptions.ActivityFailed: timed out after 1 second\n"}}});
  behaves(Phase::rollbacks, 0, 37'811us, {{"status", "succeeded"}, {"output", printed("")}});
  const WallTime start = WallTime(1772442900s) + 104'211us;
  run.run(start);
  model::Event first;
  first.at = start;
  first.data = {{"experiment", document_for_journal(read.experiment, *prepared, Dry::none)},
                {"platform", "Linux-6.8.0-x86_64-with-glibc2.39"},
                {"node", "runner-7"},
                {"version", "0.1.0"},
                {"run_id", "20260302T091500Z-00000001"},
                {"event_log", "journal.events.jsonl"},
                {"strategies", {{"hypothesis", "default"}, {"rollbacks", "default"}}}};
  std::vector<model::Event> events = run.events();
  events.insert(events.begin(), first);
  return store::journal_from_events(events);
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Journal, OfTheReferencesExampleIsTheGoldenOne) {
  const std::string text = to_file_text(journal_in_virtual_time());
  if (std::getenv("BRUNT_UPDATE_GOLDEN") != nullptr)
    std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, read_file(golden));
}

/// Without what differs from run to run.
Json timeless(Json journal) {
  for (const char* key : {"start", "end", "duration", "platform", "node"})
    journal[key] = nullptr;
  journal["brunt"]["run_id"] = nullptr;
  const auto blank = [](Json& entries) {
    for (Json& entry : entries) {
      for (const char* key : {"start", "end", "duration"})
        entry[key] = nullptr;
    }
  };
  blank(journal["run"]);
  blank(journal["rollbacks"]);
  for (const char* check : {"before", "after"})
    blank(journal["steady_states"][check]["probes"]);
  return journal;
}

TEST(Journal, OfARealRunOfThatExampleIsTheSameButForTimes) {
  const fs::path folder =
      fs::temp_directory_path() / ("brunt-golden-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  Story story;
  const auto registry = story.registry();
  Options options;
  options.journal = folder / "journal.json";
  options.version = "0.1.0";
  options.overrides = {{"grace", 0.01}};
  const auto ended = prepare_and_run(reading().experiment, registry, options, {}, {});
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, "completed");
  EXPECT_TRUE(ended->deviated);
  EXPECT_EQ(to_text(timeless(ended->journal), 2),
            to_text(timeless(parse_json(read_file(golden)).value()), 2));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace brunt::run

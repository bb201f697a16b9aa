#include "drivers/process/vegeta.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "drivers/process/process_provider.h"
#include "drivers/process/scratch_folder.h"
#include "load/result_file.h"
#include "net/http_server.h"

namespace brunt::drivers::process {
namespace {

using namespace std::chrono_literals;
using provider::Call;
using provider::Outcome;

/// A target that answers 200, or 500 to each third request, and the provider with no vegeta on
/// PATH.
struct Vegeta : ScratchFolder {
  std::mutex mutex;
  std::vector<std::string> asked;  ///< name, number and encoding of each request
  std::atomic<int> hits = 0;
  std::unique_ptr<net::HttpServer> server =
      net::HttpServer::listen(
          "127.0.0.1", 0,
          [this](const net::ServerRequest& request, std::stop_token) {
            note(request.headers);
            return net::ServerResponse{++hits % 3 == 0 ? 500 : 200, {}, "ok", {}};
          })
          .value();
  std::unique_ptr<provider::Provider> provider =
      make_process_provider({{{"demo.invalid", 80, "127.0.0.1", server->port()}}, ""});
  std::vector<Json> progress;

  Vegeta() { write("targets.txt", "GET http://demo.invalid/function/astre\n"); }

  void note(const net::Headers& headers) {
    std::string words;
    for (const char* name : {"X-Vegeta-Attack", "X-Vegeta-Seq", "Accept-Encoding"})
      words += net::header(headers, name).value_or("-") + " ";
    const std::scoped_lock lock(mutex);
    asked.push_back(words);
  }
  static Json call_of(const Json& arguments) {
    return {{"path", "vegeta"}, {"arguments", arguments}};
  }
  Result<Outcome> run(const Json& what, const Limits& limits = {Deadline::in(30s), {}}) {
    Call call;
    call.provider = what;
    return provider->invoke(call, limits, [this](Json said) { progress.push_back(said); });
  }
  Result<> check(const Json& arguments) const {
    Call call;
    call.provider = call_of(arguments);
    return provider->validate(call);
  }
};

constexpr const char* plain =
    "-cpus 2 attack -targets=targets.txt -workers=2 -connections=1 -rate=30 -timeout=3s "
    "-duration=400ms -output=result.bin";

TEST_F(Vegeta, ThatIsNotThereIsOurOwnEngine) {
  const auto outcome = run(call_of(plain)).value();
  EXPECT_TRUE(outcome.succeeded) << outcome.failure;
  EXPECT_EQ(outcome.output, (Json{{"status", 0}, {"stdout", ""}, {"stderr", ""}}));
  EXPECT_EQ(outcome.summary, "12 sent, 4 failed");
  EXPECT_EQ(hits, 12);
  const Json& load = outcome.evidence["load"];
  EXPECT_EQ(load["engine"], "brunt " BRUNT_VERSION " (built in: no vegeta on PATH)");
  EXPECT_EQ(load["output"], "result.bin");
  EXPECT_EQ(load["records"], "result.brunt-load");
  EXPECT_EQ(load["targets"], 1);
  EXPECT_EQ(load["url"], "http://demo.invalid/function/astre");
  EXPECT_EQ(load["sent"], 12);
  EXPECT_EQ(load["failed"], 4);
  EXPECT_EQ(load["rate"], "30/s");
  EXPECT_EQ(load["timeout_s"], 3.0);
  EXPECT_EQ(load["duration_s"], 0.4);
  EXPECT_EQ(load["stopped"], false);
  for (const char* file : {"result.bin", "result.brunt-load"}) {
    const auto results = load::read_all_results(file);
    ASSERT_TRUE(results) << file << ": " << results.error().what;
    EXPECT_EQ(results->size(), 12U) << file;
    EXPECT_EQ(std::count_if(results->begin(), results->end(), load::succeeded), 8) << file;
  }
}

TEST_F(Vegeta, TakesItsWordsFromAListToo) {
  const auto outcome = run(call_of(
      {"attack", "-targets", "targets.txt", "-rate=50", "-duration=100ms", "-output", "list.bin"}));
  EXPECT_EQ(outcome ? outcome->summary : outcome.error().what, "5 sent, 1 failed");
}

TEST_F(Vegeta, TakesALazyListAndASchedule) {
  write("targets.txt", "GET http://demo.invalid/a\n\nGET http://demo.invalid/b\n");
  const auto outcome = run(call_of({"attack", "-lazy", "-targets=targets.txt",
                                    "-schedule=burst 1 every 10ms", "-output=lazy.bin"}))
                           .value();
  EXPECT_EQ(outcome.summary, "2 sent, 0 failed");
  EXPECT_EQ(outcome.evidence["load"]["targets"], nullptr);
  EXPECT_EQ(outcome.evidence["load"]["url"], nullptr);
  EXPECT_EQ(outcome.evidence["load"]["rate"], "burst 1 every 10ms");
  for (const char* file : {"lazy.bin", "lazy.brunt-load"}) {
    const auto results = load::read_all_results(file).value();
    ASSERT_EQ(results.size(), 2U) << file;
    EXPECT_EQ(results[0].url + results[1].url, "http://demo.invalid/ahttp://demo.invalid/b");
  }
}

TEST_F(Vegeta, AsksAndKeepsAsTheRealOneDoes) {
  const auto kept = [this](const char* flag) {
    (void)run(call_of({"attack", "-targets=targets.txt", "-rate=100", "-duration=20ms",
                       "-output=kept.bin", flag}));
    return load::read_all_results("kept.bin").value();
  };
  const auto results = kept("-name=night");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].body, "ok");
  std::ranges::sort(asked);
  EXPECT_EQ(asked, (std::vector<std::string>{"night 0 gzip ", "night 1 gzip "}));
  EXPECT_EQ(kept("-max-body=1B").front().body, "o");
}

TEST_F(Vegeta, FailsAtALazyTargetThatIsNone) {
  write("targets.txt", "GET http://demo.invalid/a\n\nbroken\n");
  const auto outcome =
      run(call_of("attack -lazy -targets=targets.txt -rate=100 -output=lazy.bin")).value();
  EXPECT_EQ(outcome.failure,
            "chaoslib.exceptions.ActivityFailed: ended after 1 requests: targets.txt:3: bad "
            "target: found 'broken', expected METHOD URL");
  EXPECT_EQ(load::read_all_results("lazy.bin")->size(), 1U);
}

TEST_F(Vegeta, TellsHowFarItIs) {
  (void)run(call_of("attack -targets=targets.txt -rate=20 -duration=1s -output=result.bin"));
  ASSERT_FALSE(progress.empty());
  const Json& last = progress.back()["load"];
  EXPECT_GT(last["started_ns"].get<std::int64_t>(), 0);
  EXPECT_EQ(last["seconds"][0].size(), 4U);
  std::size_t ended = 0;
  for (const Json& said : progress)
    ended += said["load"]["ended"].size();
  EXPECT_GT(ended, 5U);
  EXPECT_TRUE(last["p99_ms"].is_number());
}

TEST_F(Vegeta, IsStoppedAndKeepsWhatItHas) {
  std::stop_source source;
  Call call;
  call.provider = call_of("attack -targets=targets.txt -rate=50 -duration=60s -output=result.bin");
  const auto outcome = provider->invoke(call, {Deadline::in(30s), source.get_token()},
                                        [&](const Json&) { source.request_stop(); });
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->succeeded);
  EXPECT_TRUE(outcome->failure.starts_with("chaoslib.exceptions.ActivityFailed: stopped after "))
      << outcome->failure;
  const auto sent = outcome->evidence["load"]["sent"].get<std::size_t>();
  EXPECT_EQ(load::read_all_results("result.bin")->size(), sent);
  EXPECT_EQ(outcome->evidence["load"]["stopped"], true);
}

TEST_F(Vegeta, EndsAtTheTimeoutOfTheActivity) {
  Json what = call_of("attack -targets=targets.txt -rate=50 -duration=60s -output=result.bin");
  what["timeout"] = 0.3;
  const auto outcome = run(what).value();
  EXPECT_EQ(outcome.failure,
            "chaoslib.exceptions.ActivityFailed: process activity took too long to complete");
  EXPECT_FALSE(load::read_all_results("result.bin")->empty());
}

/// Files may not grow beyond `bytes` while this is there: a disk that fills up.
struct SmallDisk {
  rlimit before{};
  explicit SmallDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
  }
};

TEST_F(Vegeta, GoesOnLoudlyWhenTheDiskIsFull) {
  Result<Outcome> outcome;
  {
    const SmallDisk disk(60'000);  // room for the records, not for twenty results with a long name
    outcome = run(
        call_of("attack -targets=targets.txt -rate=100 -duration=200ms -output=result.bin -name=" +
                std::string(5000, 'n')));
  }
  ASSERT_TRUE(outcome) << outcome.error().what;
  EXPECT_FALSE(outcome->succeeded);
  EXPECT_TRUE(outcome->failure.starts_with(
      "chaoslib.exceptions.ActivityFailed: results of the load were lost, though it was sent to "
      "its end: result.bin: "))
      << outcome->failure;
  EXPECT_NE(outcome->failure.find("ile too large"), std::string::npos) << outcome->failure;
  EXPECT_EQ(hits, 20);
  EXPECT_EQ(outcome->evidence["load"]["sent"], 20);
  std::size_t kept = 0;  // nothing that was written before is lost
  (void)load::read_results("result.bin", [&](const load::Result&) { return ++kept > 0; });
  EXPECT_NE(outcome->failure.find(fmt::format("({} results kept)", kept)), std::string::npos)
      << outcome->failure << " but " << kept;
  EXPECT_GT(kept, 0U);
}

TEST_F(Vegeta, CannotStartOnAFullDisk) {
  std::filesystem::create_symlink("/dev/full", "full.bin");
  const auto outcome =
      run(call_of("attack -targets=targets.txt -rate=50 -duration=200ms -output=full.bin"));
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().what.find("o space left on device"), std::string::npos)
      << outcome.error().what;
  EXPECT_EQ(hits, 0);
}

TEST_F(Vegeta, IsCheckedBeforeAnythingIsBroken) {
  EXPECT_TRUE(check(plain));
  EXPECT_FALSE(std::filesystem::exists("result.bin"));
  EXPECT_TRUE(check("attack -targets=${file} -nonsense"));

  EXPECT_EQ(check("attack -targets=targets.txt -nonsense=1 -output=r").error().code,
            Errc::invalid_input);
  EXPECT_EQ(check("attack -targets=none.txt -duration=1s -output=r").error().code, Errc::not_found);
  const auto unwritable =
      check("attack -targets=targets.txt -duration=1s -output=no/r.bin").error();
  EXPECT_EQ(unwritable.what, "cannot write: there is no folder 'no'");
  EXPECT_EQ(unwritable.context, "vegeta attack -output: 'no/r.bin'");

  write("bad.txt", "GET http://a/\n\nGET http://b/\n\n\n\nGET\n");
  const auto bad = check("attack -targets=bad.txt -duration=1s -output=r").error();
  EXPECT_NE((bad.context + bad.what).find("7"), std::string::npos) << bad.context << bad.what;
}

TEST_F(Vegeta, InAPipeIsThisProgramCalledSo) {
  // Stands in for our own program: says how it was called.
  const auto program = write("own", "#!/bin/sh\necho \"${0##*/} $*\"\n", true);
  provider = make_process_provider({{{"demo.invalid", 80, "127.0.0.1", 81}}, program});
  const auto piped =
      run(call_of("attack -targets=t -timeout=2s | while read l; do echo \"<$l>\"; done > out.txt"))
          .value();
  EXPECT_EQ(piped.output["status"], 0) << piped.output;
  EXPECT_EQ(sys::read_file("out.txt").value(),
            "<vegeta attack --resolve=demo.invalid:80:127.0.0.1:81 -targets=t -timeout=2s>\n");
  EXPECT_EQ(piped.evidence["load"]["engine"],
            "brunt " BRUNT_VERSION " (called as vegeta: no vegeta on PATH)");
  EXPECT_EQ(piped.evidence["load"]["output"], "out.txt");
  EXPECT_EQ(piped.evidence["load"]["timeout_s"], 2.0);

  const auto report = run(call_of("report result.bin")).value();
  EXPECT_EQ(report.output["stdout"], "vegeta report result.bin\n");
  EXPECT_TRUE(report.evidence.is_null());
  provider = make_process_provider({{}, program});
  EXPECT_EQ(run(call_of({"attack", "-targets=t"}))->output["stdout"], "vegeta attack -targets=t\n");
}

TEST_F(Vegeta, ThatIsThereIsUsed) {
  write("bin/vegeta", "#!/bin/sh\necho real \"$@\"\n", true);
  const auto outcome = run(call_of("attack -timeout=3s -output=result.bin")).value();
  EXPECT_EQ(outcome.output["stdout"], "real attack -timeout=3s -output=result.bin\n");
  EXPECT_EQ(outcome.evidence["load"]["engine"],
            "vegeta at " + (folder / "bin" / "vegeta").string());
  EXPECT_EQ(outcome.evidence["load"]["output"], "result.bin");
  EXPECT_EQ(outcome.evidence["load"]["timeout_s"], 3.0);
  EXPECT_TRUE(check("attack -nonsense"));
}

TEST(RecordPath, IsBesideTheOutput) {
  EXPECT_EQ(record_path("result.bin"), "result.brunt-load");
  EXPECT_EQ(record_path("out.d/result"), "out.d/result.brunt-load");
}

}  // namespace
}  // namespace brunt::drivers::process

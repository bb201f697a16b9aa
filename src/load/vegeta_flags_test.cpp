#include "load/vegeta_flags.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "load/result_source.h"
#include "load/rude_server.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

std::string error_of(const std::vector<std::string>& words) {
  const auto command = parse_attack_words(words);
  return command ? "none" : command.error().what;
}

/// A folder of its own for each test; gone with it.
class AttackFiles : public testing::Test {
 protected:
  AttackFiles() {
    std::string name = testing::TempDir() + "attack-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~AttackFiles() override { std::filesystem::remove_all(folder_); }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string prepare(std::vector<std::string> words, AttackCommand* out = nullptr) const {
    auto command = parse_attack_words(std::move(words)).value();
    const auto ready = prepare_attack(command, folder_);
    if (out != nullptr) *out = command;
    return ready ? "ready" : ready.error().what;
  }

  std::filesystem::path folder_;
};

TEST(AttackWords, TakeTheSeedsCommandLine) {
  const auto command = parse_attack_words({"-cpus", "2", "attack", "-targets=data/scenario.txt",
                                           "-workers=2", "-connections=1", "-rate=3", "-timeout=3s",
                                           "-duration=60s", "-output=result.bin"})
                           .value();
  EXPECT_EQ(command.cpus, 2);
  EXPECT_EQ(command.targets_path, "data/scenario.txt");
  EXPECT_EQ(command.output_path, "result.bin");
  EXPECT_EQ(command.output_format, ResultFormat::gob);
  const AttackOptions& options = command.options;
  EXPECT_EQ(options.workers, 2U);
  EXPECT_EQ(options.connections, 1U);
  EXPECT_EQ(options.rate_hits, 3U);
  EXPECT_EQ(options.rate_per, 1s);
  EXPECT_EQ(options.timeout, 3s);
  EXPECT_EQ(options.duration, 60s);
}

TEST(AttackWords, AreTakenInEverySpelling) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"-rate=5/500ms"},
                                                {"--rate=5/500ms"},
                                                {"-rate", "5/500ms"},
                                                {"--rate", "5/500ms"},
                                                {"attack", "-rate=5/500ms", "--"}}) {
    const auto command = parse_attack_words(words).value();
    EXPECT_EQ(command.options.rate_hits, 5U);
    EXPECT_EQ(command.options.rate_per, 500ms);
  }
}

TEST(AttackWords, KnowSwitchesWithAndWithoutValue) {
  EXPECT_FALSE(parse_attack_words({"-keepalive=false"})->options.keepalive);
  EXPECT_TRUE(parse_attack_words({"-keepalive"})->options.keepalive);
  EXPECT_FALSE(parse_attack_words({"-insecure"})->options.verify_tls);
  EXPECT_TRUE(parse_attack_words({"-http2=false"}).has_value());
}

TEST(AttackWords, CollectHeadersAndResolveRules) {
  const auto command = parse_attack_words({"-header", "X-A: 1", "-header=x-a:2", "--resolve",
                                           "shop:80:127.0.0.1:81", "-connect-to=a:1:b:2"})
                           .value();
  EXPECT_EQ(command.headers, (net::Headers{{"X-A", "1"}, {"x-a", "2"}}));
  ASSERT_EQ(command.options.resolve.size(), 2U);
  EXPECT_EQ(command.options.resolve[0].address_port, 81);
}

TEST(AttackWords, ChooseTheOutputsFormat) {
  EXPECT_EQ(parse_attack_words({"-output=a.brunt-load"})->output_format, ResultFormat::record);
  EXPECT_EQ(parse_attack_words({"-output=a.bin"})->output_format, ResultFormat::gob);
  EXPECT_EQ(parse_attack_words({"-output=a", "-format-out=csv"})->output_format, ResultFormat::csv);
}

TEST(AttackWords, FailWithTheTextOfGosFlags) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"-nope"}, "flag provided but not defined: -nope"},
      {{"-rate"}, "flag needs an argument: -rate"},
      {{"-keepalive=x"}, "invalid boolean value \"x\" for -keepalive: parse error"},
      {{"-duration=5"}, "invalid value \"5\" for flag -duration: parse error"},
      {{"-duration=-5s"}, "invalid value \"-5s\" for flag -duration: cannot be negative"},
      {{"-max-workers=0"}, "invalid value \"0\" for flag -max-workers: must be at least 1"},
      {{"-redirects=-2"}, "invalid value \"-2\" for flag -redirects: must be at least -1"},
      {{"-header=x"}, "invalid value \"x\" for flag -header: header 'x' has a wrong format"},
      {{"-=x"}, "bad flag syntax: -=x"},
      {{"---rate"}, "bad flag syntax: ---rate"},
      {{"surplus"}, "unexpected argument: surplus"},
      {{"-h"}, "flag: help requested"},
      {{"-cpus=x", "attack"}, "invalid value \"x\" for flag -cpus: parse error"},
      {{"-workers=-1"}, "invalid value \"-1\" for flag -workers: parse error"},
      {{"-connections=99999999999999999999"},
       "invalid value \"99999999999999999999\" for flag -connections: value out of range"},
      {{"-rate=x"},
       "invalid value \"x\" for flag -rate: strconv.Atoi: parsing \"x\": invalid syntax"},
  };
  for (const auto& [words, what] : cases)
    EXPECT_EQ(error_of(words), what);
}

TEST(AttackWords, RefuseWhatTheEngineCannotDoYet) {
  for (const char* flag : {"-h2c", "-proxy-header=A: b", "-prometheus-addr=:1"}) {
    EXPECT_NE(error_of({flag}).find("yet"), std::string::npos) << flag << ": " << error_of({flag});
  }
}

TEST(AttackWords, OfVegetaBeginWithWhatItsRequestsHave) {
  const auto begun = parse_attack_words({"-rate=1"}, vegeta_attack()).value();
  EXPECT_TRUE(begun.options.seq_header && begun.options.gzip);
  EXPECT_EQ(begun.options.max_body, UINT64_MAX);
  EXPECT_EQ(parse_attack_words({"-max-body=2B"}, vegeta_attack())->options.max_body, 2U);
  EXPECT_EQ(parse_attack_words({"-targets=max-body"}, vegeta_attack())->options.max_body,
            UINT64_MAX);
}

TEST_F(AttackFiles, NeedNoRateWhereThereIsASchedule) {
  put("t.txt", "GET http://127.0.0.1/\n");
  EXPECT_EQ(prepare({"-targets=t.txt", "-rate=0", "-schedule=1/s for 1s"}), "ready");
  EXPECT_EQ(prepare({"-targets=t.txt", "-rate=0"}), "-rate=0 requires setting -max-workers");
}

TEST_F(AttackFiles, AreNotReadForNameServersThatAreNone) {
  EXPECT_EQ(prepare({"-targets=none.txt", "-resolvers=127.0.0.1,dns.shop"}),
            "-resolvers: 'dns.shop' is no IPv4 address of a name server such as 127.0.0.1 or "
            "127.0.0.1:5353");
}

TEST(AttackWords, SayHowToConnect) {
  const auto command =
      parse_attack_words({"-laddr=127.0.0.2", "-unix-socket=s", "-dns-ttl=-1", "-cert=c", "-key=k",
                          "-root-certs=a,b", "-resolvers=127.0.0.1:5353,127.0.0.2", "-chunked",
                          "-session-tickets", "-lazy"})
          .value();
  const AttackOptions& options = command.options;
  EXPECT_EQ(options.source_address, "127.0.0.2");
  EXPECT_EQ(options.unix_socket, "s");
  EXPECT_LT(options.dns_ttl, 0ns);
  EXPECT_EQ(options.certificate_file, "c");
  EXPECT_EQ(options.key_file, "k");
  EXPECT_EQ(options.ca_files, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(options.resolvers, (std::vector<std::string>{"127.0.0.1:5353", "127.0.0.2"}));
  EXPECT_TRUE(options.chunked && options.session_tickets && command.lazy);
  EXPECT_EQ(parse_attack_words({"-dns-ttl=5s"})->options.dns_ttl, 5s);
  EXPECT_EQ(error_of({"-dns-ttl=5"}),
            "invalid value \"5\" for flag -dns-ttl: time: missing unit in duration \"5\"");
  EXPECT_NE(error_of({"-laddr=nowhere"}), "none");
}

TEST_F(AttackFiles, OfALazyListAreReadWhenTheyAreAskedFor) {
  put("t.txt", "GET http://127.0.0.1/a\n\nGET http://127.0.0.1/b\nX: 1\nbroken\n");
  AttackCommand command;
  ASSERT_EQ(prepare({"-targets=t.txt", "-lazy"}, &command), "ready");
  EXPECT_TRUE(command.options.targets.empty());
  EXPECT_EQ(command.options.next_target().value()->url, "http://127.0.0.1/a");
  EXPECT_EQ(command.options.next_target().error().what,
            "t.txt:5: bad header: found 'broken', expected Name: value");
}

TEST(ParseRate, TakesHitsAndTime) {
  EXPECT_EQ(*parse_rate("3"), std::pair(3U, std::chrono::nanoseconds(1s)));
  EXPECT_EQ(*parse_rate("3/s"), std::pair(3U, std::chrono::nanoseconds(1s)));
  EXPECT_EQ(*parse_rate("180/1m"), std::pair(180U, std::chrono::nanoseconds(1min)));
  EXPECT_EQ(*parse_rate("7/µs"), std::pair(7U, std::chrono::nanoseconds(1us)));
  EXPECT_EQ(parse_rate("0/whatever")->first, 0U);
  for (const char* bad : {"", "x", "-1", "3/", "3/0s", "3/x", "1.5", "infinity"}) {
    EXPECT_FALSE(parse_rate(bad).has_value()) << bad;
  }
}

TEST(ParseSize, TakesUnitsOf1024) {
  EXPECT_EQ(*parse_size("10"), 10U);
  EXPECT_EQ(*parse_size("2KB"), 2048U);
  EXPECT_EQ(*parse_size("3 mb"), 3U << 20U);
  EXPECT_EQ(*parse_size("-1"), UINT64_MAX);
  for (const char* bad : {"", "x", "1xb", "99999999999TB"}) {
    EXPECT_FALSE(parse_size(bad).has_value()) << bad;
  }
}

TEST_F(AttackFiles, AreReadRelativeToTheirFolder) {
  put("t.txt", "GET http://127.0.0.1/\n@body.txt\n");
  put("body.txt", "hi");
  AttackCommand command;
  EXPECT_EQ(prepare({"-targets=t.txt"}, &command), "ready");
  EXPECT_EQ(command.options.targets.at(0).body, "hi");
  put("t.json", "{\"method\":\"GET\",\"url\":\"http://127.0.0.1/\"}");
  EXPECT_EQ(prepare({"-targets=t.json", "-format=json", "-body=body.txt"}, &command), "ready");
  EXPECT_EQ(command.options.targets.at(0).body, "hi");
}

TEST_F(AttackFiles, NameFileAndLineOfAnError) {
  put("t.txt", "GET http://a/\n\nGET http://b/\n\nGET http://c/\n\nGET\n");
  EXPECT_EQ(prepare({"-targets=t.txt"}), "t.txt:7: bad target: found 'GET', expected METHOD URL");
  EXPECT_TRUE(prepare({"-targets=gone.txt"}).starts_with("error opening gone.txt: "));
  EXPECT_EQ(prepare({"-targets=t.txt", "-format=xml"}), "format \"xml\" isn't one of [http, json]");
  EXPECT_EQ(prepare({"-targets=t.txt", "-rate=0"}), "-rate=0 requires setting -max-workers");
}

TEST_F(AttackFiles, ReceiveTheResultsOfARun) {
  const RudeServer server([](RudeServer::Peer& peer) {
    while (peer.request()) {
      if (!peer.answer("hello")) return;
    }
  });
  put("t.txt", "GET " + server.url("/x") + "\n");
  for (const char* output : {"r.bin", "r.brunt-load"}) {
    AttackCommand command;
    ASSERT_EQ(prepare({"-targets=t.txt", "-rate=100", "-duration=50ms", "-name=night",
                       std::string("-output=") + output},
                      &command),
              "ready");
    const auto summary = run_attack(command, folder_, {}, {Deadline::in(20s), {}});
    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    const auto results = read_all_results(folder_ / output).value();
    ASSERT_EQ(results.size(), 5U) << output;
    EXPECT_EQ(results[0].attack, "night");
    EXPECT_EQ(results[0].url, server.url("/x"));
  }
}

TEST_F(AttackFiles, FailBeforeTheFirstHitWhenTheOutputCannotBeMade) {
  put("t.txt", "GET http://127.0.0.1:1/\n");
  AttackCommand command;
  ASSERT_EQ(prepare({"-targets=t.txt", "-output=no/such/folder/r.bin"}, &command), "ready");
  const auto summary = run_attack(command, folder_, {}, {Deadline::in(20s), {}});
  ASSERT_FALSE(summary.has_value());
  EXPECT_EQ(summary.error().code, Errc::unavailable);
}

TEST_F(AttackFiles, OfSeveralRunsAreReadOneOfEachInTurn) {
  put("a.csv", "1,200,7,8,9,\n3,200,7,8,9,\n5,200,7,8,9,\n");
  put("b.csv", "2,200,7,8,9,\n");
  auto source = ResultSource::open({(folder_ / "a.csv").string(), (folder_ / "b.csv").string()});
  ASSERT_TRUE(source.has_value());
  std::vector<std::int64_t> times;
  Result result;
  while (source->next(result).value())
    times.push_back(result.timestamp.time_since_epoch().count());
  EXPECT_EQ(times, (std::vector<std::int64_t>{1, 2, 3, 5}));
  EXPECT_EQ(ResultSource::open({(folder_ / "c.csv").string()}).error().code, Errc::not_found);
  EXPECT_EQ(read_all_results(folder_).error().code, Errc::invalid_input);
}

RC_GTEST_PROP(AttackWords, NeverCrash, (const std::vector<std::string>& words)) {
  (void)parse_attack_words(words).has_value();
}

}  // namespace
}  // namespace brunt::load

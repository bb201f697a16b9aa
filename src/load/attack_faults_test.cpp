#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load/allocations.h"
#include "load/attack_runs.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

/// What one answer makes of a hit.
struct Case {
  const char* name;
  std::string answer;
  bool hangs;  ///< afterwards; else it closes
  int code;
  std::uint64_t bytes_in;
  ErrorClass error_class;
  ErrorDetail detail;
};

TEST(Faults, OfTheAnswerHaveEachTheirClass) {
  using enum ErrorClass;
  using D = ErrorDetail;
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const Case cases[] = {
      {"nothing, then nothing", "", true, 0, 0, first_byte, D::timeout},
      {"nothing, then closed", "", false, 0, 0, first_byte, D::closed},
      {"half a status line", "HTTP/1.1 2", true, 0, 0, first_byte, D::timeout},
      {"half a status line, closed", "HTTP/1.1 2", false, 0, 0, body, D::closed},
      {"a header that never ends", head + "A: b\r\n", true, 0, 0, first_byte, D::timeout},
      {"an endless header", head + "A: " + std::string(70000, 'b'), true, 0, 0, protocol,
       D::too_large},
      {"many headers without end",
       head +
           [] {
             std::string lines;
             for (int i = 0; i < 9000; ++i)
               lines += "A: b\r\nC: d\r\n";
             return lines;
           }(),
       true, 0, 0, protocol, D::too_large},
      {"garbage", std::string("\x00\x01\xff\xfe garbage\r\n\r\n", 16), true, 0, 0, protocol,
       D::malformed},
      {"garbage in the header", head + "no colon here\r\n\r\n", true, 0, 0, protocol, D::malformed},
      {"a length of words", head + "Content-Length: many\r\n\r\n", true, 0, 0, protocol,
       D::malformed},
      {"a negative length", head + "Content-Length: -5\r\n\r\n", true, 0, 0, protocol,
       D::malformed},
      {"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", true, 0, 0,
       protocol, D::malformed},
      {"a length beyond all", head + "Content-Length: 99999999999999999999\r\n\r\n", true, 0, 0,
       protocol, D::malformed},
      {"a length too long", head + "Content-Length: 10\r\n\r\nhalf", false, 0, 0, body, D::closed},
      {"a body that stops", head + "Content-Length: 10\r\n\r\nhalf", true, 0, 0, body, D::timeout},
      {"a length too short", head + "Content-Length: 4\r\n\r\nlonger", true, 200, 4, ok, D::none},
      {"a body to the end", head + "\r\nto the end", false, 200, 10, ok, D::none},
      {"chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", true, 200, 5,
       ok, D::none},
      {"chunks with trailers",
       head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", true,
       200, 5, ok, D::none},
      {"a bad chunk", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", true, 0, 0,
       protocol, D::malformed},
      {"cut chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", false, 0, 0, body,
       D::closed},
      {"trailers that never end", head + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n", true, 0,
       0, body, D::timeout},
      {"100 and then 200", "HTTP/1.1 100 Continue\r\n\r\n" + head + "Content-Length: 2\r\n\r\nok",
       true, 200, 2, ok, D::none},
      {"many 1xx",
       "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + head +
           "Content-Length: 2\r\n\r\nok",
       true, 200, 2, ok, D::none},
      {"1xx for ever", "HTTP/1.1 100 Continue\r\n\r\n", true, 0, 0, first_byte, D::timeout},
      {"204 with a body", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", true, 204, 0,
       ok, D::none},
      {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", true, 304, 0,
       ok, D::none},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", true, 200, 2, ok, D::none},
      {"HTTP/3.7", "HTTP/3.7 200 OK\r\n\r\n", true, 0, 0, protocol, D::malformed},
      {"status 99", "HTTP/1.1 099 Low\r\n\r\n", true, 0, 0, protocol, D::malformed},
      {"status 599", "HTTP/1.1 599 High\r\nContent-Length: 0\r\n\r\n", true, 599, 0, status,
       D::none},
  };
  for (const Case& row : cases) {
    const auto script = [&](Peer& peer) {
      if (!peer.request()) return;
      peer.send(row.answer);
      if (row.hangs) peer.hang();
    };
    const Result result = one_hit(script, [](AttackOptions& options) { options.timeout = 150ms; });
    EXPECT_EQ(result.code, row.code) << row.name << ": " << result.error;
    EXPECT_EQ(result.bytes_in, row.bytes_in) << row.name;
    EXPECT_EQ(result.error_class, row.error_class) << row.name << ": " << result.error;
    EXPECT_EQ(result.trace.detail, row.detail) << row.name << ": " << result.error;
    EXPECT_EQ(result.error.empty(), row.error_class == ok) << row.name;
  }
}

TEST(Faults, DoNotUseAConnectionAgainThatSaidTooMuch) {
  const RudeServer server([](Peer& peer) {
    while (peer.request()) {
      if (!peer.send("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 Surprise\r\n\r\n")) return;
    }
  });
  const Outcome out = run(options_for(server.url(), 50, 1s, 100ms));
  EXPECT_EQ(out.summary.ok, 5U);
  EXPECT_EQ(server.accepted(), 5);
}

TEST(Faults, OfAServerThatAcceptsAndNeverAnswersEndTheDrainInTime) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  AttackOptions options = options_for(server.url(), 200, 1s, 100ms);
  options.timeout = 200ms;
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.sent, 20U);
  EXPECT_EQ(out.results.size(), 20U);
  for (const Result& result : out.results)
    EXPECT_EQ(result.trace.detail, ErrorDetail::timeout);
}

TEST(Faults, GiveEachHitOneResultWhenAnswersComeAfterTheEnd) {
  std::stop_source abandon;
  std::atomic<int> requests = 0;
  const RudeServer server([&](Peer& peer) {
    if (!peer.request()) return;
    if (++requests == 5) abandon.request_stop();
    peer.hang();  // until the client has left
    peer.answer("too late");
  });
  AttackOptions options = options_for(server.url(), 500, 1s, 60s);
  options.abandon = abandon.get_token();
  const Outcome out = run(options);
  EXPECT_EQ(out.results.size(), out.summary.sent);
  EXPECT_TRUE(std::ranges::all_of(
      out.results, [](const Result& r) { return r.error_class == ErrorClass::aborted; }));
}

TEST(Faults, OfEachKindAtOnceAreAccountedFor) {
  const RudeServer server([](Peer& peer) {
    while (peer.request()) {
      switch (peer.number() % 7) {
        case 0:
          return peer.reset();
        case 1:
          return;
        case 2:
          peer.send("garbage\r\n\r\n");
          return;
        case 3:
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          return peer.hang();
        case 4:
          return peer.hang();
        case 5:
          peer.send("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
          return;
        default:
          if (!peer.answer("fine")) return;
      }
    }
  });
  AttackOptions options = options_for(server.url(), 400, 1s, 500ms);
  options.timeout = 300ms;
  options.keepalive = false;
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.sent, 200U);
  EXPECT_EQ(out.results.size(), 200U);
  std::map<ErrorClass, int> classes;
  std::vector<bool> seen(200);
  for (const Result& result : out.results) {
    ++classes[result.error_class];
    EXPECT_FALSE(seen.at(result.seq)) << result.seq;
    seen.at(result.seq) = true;
  }
  for (const ErrorClass wanted : {ErrorClass::ok, ErrorClass::first_byte, ErrorClass::protocol,
                                  ErrorClass::body, ErrorClass::status}) {
    EXPECT_GT(classes[wanted], 20) << name_of(wanted);
  }
}

/// Runs `what` in a child with few descriptors; its exit status.
template <class What>
int in_child(rlim_t descriptors, const What& what) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{descriptors, descriptors};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::_exit(what());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Faults, OfTooFewDescriptorsAreToldAtTheStart) {
  EXPECT_EQ(
      in_child(20,
               [] {
                 const auto refused =
                     attack(options_for("http://127.0.0.1:1/", 1, 1s, 1s), {}, {}, {});
                 return !refused && refused.error().what.starts_with("out of descriptors") ? 0 : 1;
               }),
      0);
}

TEST(Faults, OfDescriptorsMakeHitsWaitWithTheirDueTime) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  const std::string url = server.url();
  EXPECT_EQ(in_child(64,
                     [&] {
                       AttackOptions options = options_for(url, 400, 1s, 250ms);
                       options.timeout = 100ms;
                       const auto summary = attack(options, {}, {}, {Deadline::in(20s), {}});
                       const bool told = summary && !summary->warnings.empty();
                       const bool whole = summary && summary->due == 100 &&
                                          summary->sent + summary->queued + summary->shed == 100;
                       return told && whole && summary->generator_limited ? 0 : 1;
                     }),
            0);
}

TEST(Faults, OfALocalAddressAreNotTheServices) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 1, 2ms, 2ms);
  options.source_address = "192.0.2.1";  // not of this machine
  const Outcome out = run(options);
  ASSERT_EQ(out.results.size(), 1U);
  EXPECT_EQ(out.results[0].error_class, ErrorClass::connect);
  EXPECT_EQ(out.results[0].trace.detail, ErrorDetail::no_local_port);
  EXPECT_EQ(server.accepted(), 0);
}

TEST(Attack, TakesNothingFromTheHeapForAHitOnAConnectionThatIsThere) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 0, 1s, 0s);
  options.max_workers = 2;
  std::stop_source stop;
  std::uint64_t hits = 0, at_first = 0, at_last = 0;
  const auto count = [&](const Result&) -> brunt::Result<> {
    if (++hits == 1000) at_first = allocations();
    if (hits == 6000) {
      at_last = allocations();
      stop.request_stop();
    }
    return {};
  };
  const auto summary = attack(options, count, {}, {Deadline::in(50s), stop.get_token()});
  ASSERT_TRUE(summary.has_value());
  ASSERT_GE(hits, 6000U);
  // A second that begins takes a little; a hit takes nothing.
  EXPECT_LT(at_last - at_first, 100U);
}

}  // namespace
}  // namespace brunt::load

#include "load/attack.h"

#include <algorithm>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "load/attack_runs.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

TEST(Attack, SendsEveryHitOnceAndAccountsForIt) {
  const RudeServer server(polite);
  const Outcome out = run(options_for(server.url(), 200, 1s, 250ms));
  EXPECT_EQ(out.summary.due, 50U);
  EXPECT_EQ(out.summary.sent, 50U);
  EXPECT_EQ(out.summary.queued + out.summary.shed, 0U);
  EXPECT_EQ(out.summary.ok, 50U);
  std::set<std::uint64_t> seen;
  for (const Result& result : out.results)
    seen.insert(result.seq);
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_EQ(*seen.rbegin(), 49U);
}

TEST(Attack, StampsResultsWithTheDueTimeToTheNanosecond) {
  const RudeServer server(polite);
  Outcome out = run(options_for(server.url(), 100, 1s, 100ms));
  std::ranges::sort(out.results, {}, &Result::seq);
  ASSERT_EQ(out.results.size(), 10U);
  for (std::size_t i = 1; i < out.results.size(); ++i) {
    EXPECT_EQ(out.results[i].timestamp - out.results[i - 1].timestamp, 10ms);
    EXPECT_GE(out.results[i].lateness, 0ns);
    EXPECT_GT(out.results[i].latency, out.results[i].lateness);
  }
}

TEST(Attack, TellsWhatAGoodAnswerWas) {
  const Result result = one_hit(polite);
  EXPECT_EQ(result.code, 200);
  EXPECT_EQ(result.bytes_in, 5U);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.error_class, ErrorClass::ok);
  EXPECT_EQ(result.method, "GET");
  EXPECT_TRUE(result.trace.first_byte.has_value());
  EXPECT_GT(result.trace.connect, 0ns);
  EXPECT_TRUE(result.trace.peer.starts_with("127.0.0.1:"));
}

TEST(Attack, KeepsSendingWhileTheServiceHangs) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  AttackOptions options = options_for(server.url("/x"), 100, 1s, 200ms);
  options.timeout = 300ms;
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.sent, 20U);
  EXPECT_EQ(out.summary.failed, 20U);
  for (const Result& result : out.results) {
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.error_class, ErrorClass::first_byte);
    EXPECT_EQ(result.trace.detail, ErrorDetail::timeout);
    EXPECT_GE(result.latency, 300ms);
    EXPECT_EQ(result.error,
              "Get \"" + server.url("/x") +
                  "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
  }
}

TEST(Attack, NamesARefusedConnection) {
  std::string url;
  {
    const RudeServer gone(polite);
    url = gone.url("/x");
  }
  const Outcome out = run(options_for(url, 1, 2ms, 2ms));
  ASSERT_EQ(out.results.size(), 1U);
  const Result& result = out.results.front();
  EXPECT_EQ(result.error_class, ErrorClass::connect);
  EXPECT_EQ(result.trace.detail, ErrorDetail::refused);
  const std::string peer = url.substr(7, url.size() - 9);
  EXPECT_EQ(result.error,
            "Get \"" + url + "\": dial tcp " + peer + ": connect: connection refused");
}

TEST(Attack, TellsAResetFromAnEarlyClose) {
  const Result reset = one_hit([](Peer& peer) {
    peer.request();
    peer.reset();
  });
  EXPECT_EQ(reset.error_class, ErrorClass::first_byte);
  EXPECT_EQ(reset.trace.detail, ErrorDetail::reset);
  EXPECT_TRUE(reset.error.ends_with("read: connection reset by peer")) << reset.error;
  const Result closed = one_hit([](Peer& peer) { peer.request(); });
  EXPECT_EQ(closed.error_class, ErrorClass::first_byte);
  EXPECT_EQ(closed.trace.detail, ErrorDetail::closed);
  EXPECT_TRUE(closed.error.ends_with(": EOF")) << closed.error;
}

TEST(Attack, ClassifiesWhatIsNoHttp) {
  const Result result = one_hit([](Peer& peer) {
    peer.request();
    peer.send("SSH-2.0-OpenSSH_9.2\r\n");
    peer.hang();
  });
  EXPECT_EQ(result.error_class, ErrorClass::protocol);
  EXPECT_EQ(result.trace.detail, ErrorDetail::malformed);
  EXPECT_NE(result.error.find("malformed HTTP response \"SSH-2.0"), std::string::npos);
}

TEST(Attack, ClassifiesACutBody) {
  const Result result = one_hit([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  EXPECT_EQ(result.error_class, ErrorClass::body);
  EXPECT_EQ(result.error, "unexpected EOF");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.bytes_in, 0U);
}

TEST(Attack, TimesOutWithinASlowBody) {
  const auto slow = [](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.hang();
  };
  const Result result = one_hit(slow, [](AttackOptions& options) { options.timeout = 100ms; });
  EXPECT_EQ(result.error_class, ErrorClass::body);
  EXPECT_EQ(result.trace.detail, ErrorDetail::timeout);
}

TEST(Attack, TakesAStatusOf400AndMoreForAFailure) {
  const Result result = one_hit([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 503 Come Back Later\r\nContent-Length: 2\r\n\r\nno");
  });
  EXPECT_EQ(result.code, 503);
  EXPECT_EQ(result.error, "503 Come Back Later");
  EXPECT_EQ(result.error_class, ErrorClass::status);
  EXPECT_EQ(result.bytes_in, 2U);
}

TEST(Attack, ReusesAConnection) {
  const RudeServer server(polite);
  const Outcome out = run(options_for(server.url(), 20, 1s, 250ms));
  EXPECT_EQ(out.summary.ok, 5U);
  EXPECT_EQ(server.accepted(), 1);
  EXPECT_TRUE(out.results.back().trace.reused);
  EXPECT_EQ(out.results.back().trace.connect, 0ns);
}

TEST(Attack, OpensAConnectionForEachHitWithoutKeepalive) {
  std::atomic<int> asked_to_close = 0;
  const RudeServer server([&](Peer& peer) {
    while (const auto request = peer.request()) {
      if (request->find("Connection: close\r\n") != std::string::npos) ++asked_to_close;
      if (!peer.answer("x")) return;
    }
  });
  AttackOptions options = options_for(server.url(), 50, 1s, 100ms);
  options.keepalive = false;
  EXPECT_EQ(run(options).summary.ok, 5U);
  EXPECT_EQ(server.accepted(), 5);
  EXPECT_EQ(asked_to_close.load(), 5);
}

TEST(Attack, DoesNotReuseAConnectionThatThePeerEnds) {
  const RudeServer server([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
    peer.hang();
  });
  EXPECT_EQ(run(options_for(server.url(), 50, 1s, 100ms)).summary.ok, 5U);
  EXPECT_EQ(server.accepted(), 5);
}

TEST(Attack, DropsAnIdleConnectionThatThePeerClosed) {
  const RudeServer server([](Peer& peer) {
    if (peer.request()) peer.answer("x");
  });
  AttackOptions options = options_for(server.url(), 50, 1s, 100ms);
  options.targets[0].method = "POST";  // nothing is retried, so a stale connection would show
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.ok, 5U);
  EXPECT_EQ(out.summary.retried, 0U);
}

/// Answers once, then takes the second request and closes without a word.
void stale(Peer& peer) {
  if (!peer.request() || !peer.answer("x")) return;
  peer.request();
}

TEST(Attack, RetriesASafeRequestOnceWhenAReusedConnectionIsStale) {
  const RudeServer server(stale);
  const Outcome out = run(options_for(server.url(), 50, 1s, 100ms));
  EXPECT_EQ(out.summary.ok, 5U);
  EXPECT_GE(out.summary.retried, 1U);
  EXPECT_TRUE(std::ranges::any_of(out.results, [](const Result& r) { return r.trace.retried; }));
}

TEST(Attack, DoesNotRepeatARequestThatMayHaveHadAnEffect) {
  const RudeServer server(stale);
  AttackOptions options = options_for(server.url(), 50, 1s, 100ms);
  options.targets[0].method = "POST";
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.retried, 0U);
  EXPECT_GE(out.summary.failed, 1U);
}

TEST(Attack, TimesAHitThatHadToWaitFromWhenItWasDue) {
  const RudeServer server([](Peer& peer) {
    while (peer.request()) {
      std::this_thread::sleep_for(30ms);  // the service's own slowness
      if (!peer.answer("x")) return;
    }
  });
  AttackOptions options = options_for(server.url(), 100, 1s, 100ms);
  options.max_workers = 1;
  Outcome out = run(options);
  std::ranges::sort(out.results, {}, &Result::seq);
  ASSERT_EQ(out.results.size(), 10U);
  EXPECT_EQ(out.summary.sent, out.summary.due);
  EXPECT_GT(out.results.back().lateness, 100ms);
  EXPECT_GT(out.results.back().latency, out.results.back().lateness + 25ms);
  EXPECT_TRUE(out.summary.generator_limited);
}

TEST(Attack, CountsHitsThatFoundNoPlaceAsQueued) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  AttackOptions options = options_for(server.url(), 100, 1s, 100ms);
  options.max_workers = 2;
  options.timeout = 150ms;
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.due, 10U);
  EXPECT_EQ(out.summary.sent + out.summary.queued + out.summary.shed, out.summary.due);
  EXPECT_GT(out.summary.queued, 0U);
  EXPECT_EQ(out.results.size(), out.summary.sent);
}

TEST(Attack, FollowsRedirects) {
  const auto script = [](Peer& peer) {
    while (const auto request = peer.request()) {
      const bool first = request->starts_with("POST /x ");
      if (!peer.send(first ? "HTTP/1.1 302 Found\r\nLocation: y?z=1\r\nContent-Length: 0\r\n\r\n"
                     : request->starts_with("GET /y?z=1 ")
                         ? "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"
                         : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
        return;
      }
    }
  };
  const auto post = [](AttackOptions& options) { options.targets[0].method = "POST"; };
  const Result followed = one_hit(script, post);
  EXPECT_EQ(followed.code, 200);
  EXPECT_EQ(followed.bytes_in, 3U);
  EXPECT_EQ(followed.method, "POST");
  const Result left = one_hit(script, [&](AttackOptions& options) {
    post(options);
    options.redirects = -1;
  });
  EXPECT_EQ(left.code, 302);
  EXPECT_TRUE(succeeded(left));
}

TEST(Attack, StopsAfterTheAllowedRedirects) {
  const auto loop = [](Peer& peer) {
    while (peer.request()) {
      if (!peer.send("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")) return;
    }
  };
  const Result result = one_hit(loop, [](AttackOptions& options) { options.redirects = 3; });
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.error, "Get \"/x\": stopped after 3 redirects");
  EXPECT_EQ(result.error_class, ErrorClass::protocol);
}

TEST(Attack, StopsSendingOnRequestAndAwaitsWhatIsOut) {
  std::stop_source stop;
  std::atomic<int> requests = 0;
  const RudeServer server([&](Peer& peer) {
    while (peer.request()) {
      if (++requests == 3) stop.request_stop();
      if (!peer.answer("x")) return;
    }
  });
  const Outcome out =
      run(options_for(server.url(), 100, 1s, 60s), {Deadline::in(30s), stop.get_token()});
  EXPECT_TRUE(out.summary.stopped);
  EXPECT_GE(out.summary.sent, 3U);
  EXPECT_LT(out.summary.sent, 1000U);
  EXPECT_EQ(out.summary.ok, out.summary.sent);
  EXPECT_EQ(out.summary.queued, 0U);
}

TEST(Attack, AbandonsWhatIsOutAtTheDeadline) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  AttackOptions options = options_for(server.url(), 100, 1s, 60s);
  options.timeout = 60s;
  const Outcome out = run(options, {Deadline::in(200ms), {}});
  EXPECT_GT(out.summary.sent, 0U);
  EXPECT_EQ(out.results.size(), out.summary.sent);
  for (const Result& result : out.results)
    EXPECT_EQ(result.error_class, ErrorClass::aborted);
}

TEST(Attack, AbandonsWhatIsOutWhenTold) {
  std::stop_source abandon;
  std::atomic<int> requests = 0;
  const RudeServer server([&](Peer& peer) {
    peer.request();
    if (++requests == 3) abandon.request_stop();
    peer.hang();
  });
  AttackOptions options = options_for(server.url(), 100, 1s, 60s);
  options.abandon = abandon.get_token();
  const Outcome out = run(options);
  EXPECT_GE(out.summary.failed, 3U);
  EXPECT_EQ(out.results.back().error_class, ErrorClass::aborted);
  EXPECT_TRUE(out.results.back().error.ends_with("context canceled"));
}

TEST(Attack, RunsAClosedLoopAtRateZero) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 0, 1s, 100ms);
  options.max_workers = 4;
  const Outcome out = run(options);
  EXPECT_GT(out.summary.ok, 20U);
  EXPECT_EQ(out.summary.ok, out.summary.sent);
  EXPECT_LE(server.accepted(), 4);
}

TEST(Attack, GoesOnWhenResultsCannotBeKept) {
  const RudeServer server(polite);
  int calls = 0;
  const auto full = [&](const Result&) -> brunt::Result<> {
    ++calls;
    return std::unexpected(Error{Errc::unavailable, "no space left on device", {}});
  };
  const auto summary =
      attack(options_for(server.url(), 100, 1s, 100ms), full, {}, {Deadline::in(30s), {}});
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->ok, 10U);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(summary->record_error->what, "no space left on device");
}

TEST(Attack, ShowsProgressThatAddsUp) {
  const RudeServer server(polite);
  const Outcome out = run(options_for(server.url(), 100, 1s, 600ms));
  EXPECT_EQ(out.last.sent, 60U);
  EXPECT_EQ(out.last.ok, 60U);
  EXPECT_EQ(out.last.in_flight, 0U);
  ASSERT_EQ(out.last.seconds.size(), 1U);
  EXPECT_EQ(out.last.seconds[0].sent, 60U);
  EXPECT_GT(out.last.seconds[0].p95, 0ns);
  EXPECT_GT(out.last.p99, 0ns);
}

TEST(Attack, GoesToTheAddressOfAResolveRule) {
  std::string host;
  const RudeServer server([&](Peer& peer) {
    const auto request = peer.request();
    if (request) host = request->substr(request->find("Host: "), 18);
    peer.answer("x");
  });
  AttackOptions options = options_for("http://shop.example/x", 1, 2ms, 2ms);
  options.resolve = {{"shop.example", 80, "127.0.0.1", server.port()}};
  EXPECT_EQ(run(options).summary.ok, 1U);
  EXPECT_EQ(host, "Host: shop.example");
}

TEST(Attack, NamesAHostThatCannotBeFound) {
  const Outcome out = run(options_for("http://no..such/", 1, 2ms, 2ms));
  ASSERT_EQ(out.results.size(), 1U);
  EXPECT_EQ(out.results[0].error_class, ErrorClass::dns);
  EXPECT_NE(out.results[0].error.find("lookup no..such: "), std::string::npos);
}

TEST(Attack, QueuesOverMaxConnections) {
  const RudeServer server([](Peer& peer) {
    while (peer.request()) {
      std::this_thread::sleep_for(5ms);
      if (!peer.answer("x")) return;
    }
  });
  AttackOptions options = options_for(server.url(), 1000, 1s, 20ms);
  options.max_connections = 1;
  EXPECT_EQ(run(options).summary.ok, 20U);
  EXPECT_EQ(server.accepted(), 1);
}

TEST(Attack, SendsABodyThatTheKernelTakesInPieces) {
  std::size_t got = 0;
  const RudeServer server([&](Peer& peer) {
    if (const auto request = peer.request()) got = request->size();
    peer.answer("x");
  });
  AttackOptions options = options_for(server.url(), 1, 2ms, 2ms);
  options.targets[0].method = "POST";
  options.targets[0].body.assign(std::size_t{8} << 20U, 'b');
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.ok, 1U);
  EXPECT_GT(got, std::size_t{8} << 20U);
  EXPECT_EQ(out.results[0].bytes_out, std::size_t{8} << 20U);
}

TEST(Attack, KeepsAsMuchOfTheBodyAsAsked) {
  EXPECT_EQ(one_hit(polite).body, "");
  EXPECT_EQ(one_hit(polite, [](AttackOptions& options) { options.max_body = 3; }).body, "hel");
}

TEST(Attack, ExpectsNoBodyAfterHead) {
  const auto head = [](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    peer.hang();
  };
  const Result result =
      one_hit(head, [](AttackOptions& options) { options.targets[0].method = "HEAD"; });
  EXPECT_EQ(result.code, 200);
  EXPECT_EQ(result.bytes_in, 0U);
}

TEST(Attack, NamesAHitsRequestWhenItGoesOut) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 100, 1s, 50ms);
  std::vector<std::uint64_t> sent;
  options.on_sent = [&](const Sent& hit) { sent.push_back(hit.seq); };
  run(options);
  EXPECT_EQ(sent, (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(Attack, RefusesWhatCannotBeSent) {
  const auto what = [](const AttackOptions& options) {
    const auto summary = attack(options, {}, {}, {});
    return summary ? "none" : summary.error().what;
  };
  AttackOptions options = options_for("http://127.0.0.1/", 1, 1s, 1s);
  options.targets.clear();
  EXPECT_EQ(what(options), "no targets to attack");
  options = options_for("http://127.0.0.1/", 0, 1s, 1s);
  EXPECT_EQ(what(options), "-rate=0 requires setting -max-workers");
  options = options_for("gopher://127.0.0.1/", 1, 1s, 1s);
  EXPECT_EQ(what(options), "unsupported scheme 'gopher', expected http or https");
  options = options_for("http://127.0.0.1/", 1, 1s, -1s);
  EXPECT_EQ(what(options), "duration and timeout cannot be negative");
  options = options_for("http://127.0.0.1/", 1, 1s, 1s);
  options.targets[0].headers = {{"A", "b\r\nC: d"}};
  EXPECT_EQ(what(options), "invalid header 'A'");
}

}  // namespace
}  // namespace brunt::load

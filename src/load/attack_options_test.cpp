#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include "load/attack_runs.h"
#include "load/resolver.h"
#include "sys/fd.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

/// The request that one hit sends.
std::string sent_with(const std::function<void(AttackOptions&)>& change) {
  std::string request;
  one_hit(
      [&](Peer& peer) {
        if (const auto got = peer.request()) {
          request = *got;
          peer.answer("x");
        }
      },
      change);
  return request;
}

TEST(AttackOptions, NumberEachHitInAHeader) {
  std::mutex mutex;
  std::set<std::string> numbers;
  const RudeServer server([&](Peer& peer) {
    while (const auto request = peer.request()) {
      const auto at = request->find("X-Vegeta-Seq: ");
      const std::scoped_lock lock(mutex);
      numbers.insert(request->substr(at + 14, request->find('\r', at) - at - 14));
      if (!peer.answer("x")) return;
    }
  });
  AttackOptions options = options_for(server.url(), 200, 1s, 60ms);
  options.seq_header = true;
  EXPECT_EQ(run(options).summary.ok, 12U);
  std::set<std::string> wanted;
  for (int i = 0; i < 12; ++i)
    wanted.insert(std::to_string(i));
  EXPECT_EQ(numbers, wanted);
}

TEST(AttackOptions, SendABodyInChunks) {
  const std::string request = sent_with([](AttackOptions& options) {
    options.chunked = true;
    options.targets[0].method = "POST";
    options.targets[0].body = "sixteen bytes ok";
  });
  EXPECT_NE(request.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << request;
  EXPECT_EQ(request.find("Content-Length"), std::string::npos);
  EXPECT_EQ(sent_with([](AttackOptions& options) { options.chunked = true; }).find("chunked"),
            std::string::npos);
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 100, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  ::deflateEnd(&stream);
  return out;
}

/// Answers with `body` as gzip to those who ask for it.
RudeServer::Script packed(const std::string& body) {
  return [body](Peer& peer) {
    const auto request = peer.request();
    const bool asked = request && request->find("Accept-Encoding: gzip\r\n") != std::string::npos;
    peer.send(fmt::format("HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\n\r\n{}",
                          asked ? "Content-Encoding: gzip\r\n" : "", body.size(), body));
  };
}

TEST(AttackOptions, CountAPackedBodyAsItWasBefore) {
  const std::string text(50000, 'a');
  const auto gzip = [](AttackOptions& options) {
    options.gzip = true;
    options.max_body = 10;
  };
  const Result result = one_hit(packed(gzipped(text)), gzip);
  EXPECT_EQ(result.code, 200) << result.error;
  EXPECT_EQ(result.bytes_in, 50000U);
  EXPECT_EQ(result.body, "aaaaaaaaaa");
  const Result two = one_hit(packed(gzipped("one") + gzipped("two")), gzip);
  EXPECT_EQ(two.body, "onetwo");
  const Result bad = one_hit(packed("no gzip at all"), gzip);
  EXPECT_EQ(bad.error_class, ErrorClass::protocol);
  EXPECT_EQ(one_hit(packed("plain")).bytes_in, 5U);
}

TEST(AttackOptions, SendFromASourceAddress) {
  std::string from;
  const RudeServer server([&](Peer& peer) {
    from = peer.address();
    if (peer.request()) peer.answer("x");
  });
  AttackOptions options = options_for(server.url(), 1, 2ms, 2ms);
  options.source_address = "127.0.0.9";
  EXPECT_EQ(run(options).summary.ok, 1U);
  EXPECT_EQ(from, "127.0.0.9");
  options.source_address = "nowhere";
  const auto refused = attack(options, {}, {}, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().what,
            "source address 'nowhere' is no address of this machine such as 127.0.0.2");
}

TEST(AttackOptions, GoToAUnixSocketWhateverTheUrlSays) {
  const std::string path = testing::TempDir() + "load-" + std::to_string(::getpid()) + ".sock";
  const RudeServer server(path, polite);
  AttackOptions options = options_for("http://no.such.host/x", 100, 1s, 30ms);
  options.unix_socket = path;
  EXPECT_EQ(run(options).summary.ok, 3U);
  options.unix_socket = path + ".gone";
  const Outcome gone = run(options);
  ASSERT_EQ(gone.results.size(), 3U);
  EXPECT_EQ(gone.results[0].error, "Get \"http://no.such.host/x\": dial unix " + path +
                                       ".gone: connect: no such file or directory");
  EXPECT_EQ(gone.results[0].error_class, ErrorClass::connect);
}

TEST(AttackOptions, TakeTargetsOneByOneAndEndWithThem) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 200, 1s, 0s);
  options.targets.clear();
  int left = 5;
  options.next_target = [&]() -> brunt::Result<std::optional<Target>> {
    if (left-- == 0) return std::nullopt;
    return Target{"GET", server.url("/" + std::to_string(left)), {}, ""};
  };
  std::vector<std::string> sent;
  options.on_sent = [&](const Sent& hit) { sent.push_back(hit.target->url); };
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.ok, 5U);
  EXPECT_EQ(out.summary.due, 5U);
  ASSERT_EQ(sent.size(), 5U);
  EXPECT_EQ(sent[4], server.url("/0"));
  EXPECT_EQ(std::ranges::max(out.results, {}, &Result::seq).url, server.url("/0"));
}

TEST(AttackOptions, SayWhichLazyTargetEndedTheAttack) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 200, 1s, 0s);
  options.targets.clear();
  int left = 2;
  options.next_target = [&]() -> brunt::Result<std::optional<Target>> {
    if (left-- == 0) return std::unexpected(Error{Errc::invalid_input, "line 3: no URL", {}});
    return Target{"GET", server.url(), {}, ""};
  };
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.ok, 2U);
  const auto& error = out.summary.target_error;
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error ? error->what : "", "line 3: no URL");
}

TEST(AttackOptions, ShedWhatFindsAllPlacesTaken) {
  const RudeServer server([](Peer& peer) { peer.hang(); });
  AttackOptions options = options_for(server.url(), 100, 1s, 200ms);
  options.max_workers = 3;
  options.shed = true;
  options.timeout = 400ms;
  const Outcome out = run(options);
  EXPECT_EQ(out.summary.sent, 3U);
  EXPECT_EQ(out.summary.shed, 17U);
  EXPECT_EQ(out.summary.sent + out.summary.queued + out.summary.shed, out.summary.due);
  EXPECT_EQ(out.results.size(), 3U);
}

TEST(AttackOptions, AreAccountedForToTheRequestHoweverTheyBound) {
  const RudeServer server([](Peer& peer) {
    while (peer.request()) {
      if (peer.number() % 3 == 0) return peer.reset();
      if (!peer.answer("x")) return;
    }
  });
  for (const bool shed : {false, true}) {
    for (const std::uint64_t places : {1U, 4U, 100U}) {
      AttackOptions options = options_for(server.url(), 1000, 1s, 150ms);
      options.max_workers = places;
      options.shed = shed;
      const Outcome out = run(options);
      EXPECT_EQ(out.summary.due, 150U);
      EXPECT_EQ(out.summary.sent + out.summary.queued + out.summary.shed, 150U);
      EXPECT_EQ(out.summary.ok + out.summary.failed, out.summary.sent);
      EXPECT_EQ(out.results.size(), out.summary.sent);
    }
  }
}

/// A name server that knows one name, and counts how often it is asked.
class NameServer {
 public:
  NameServer() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(fd_.get(), generic, size), 0);
    EXPECT_EQ(::getsockname(fd_.get(), generic, &size), 0);
    place_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::jthread([this] { serve(); });
  }
  ~NameServer() { ::shutdown(fd_.get(), SHUT_RDWR); }
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  const std::string& place() const { return place_; }
  int asked() const { return asked_.load(); }
  std::atomic<bool> fails = false;

 private:
  void serve() {
    std::array<unsigned char, 512> bytes{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto* generic = reinterpret_cast<sockaddr*>(&from);
    while (true) {
      const ssize_t got = ::recvfrom(fd_.get(), bytes.data(), 400, 0, generic, &size);
      if (got < 17) return;
      auto end = static_cast<std::size_t>(got);
      const bool ipv4 = question_type(bytes, end) == 1;
      if (ipv4) ++asked_;
      bytes[2] = 0x81;
      bytes[3] = fails ? 0x82 : 0x80;  // server failure
      std::fill(bytes.begin() + 6, bytes.begin() + 12, std::uint8_t{0});
      if (ipv4 && !fails) {
        bytes[7] = 1;
        for (const int byte : {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1})
          bytes[end++] = static_cast<unsigned char>(byte);
      }
      ::sendto(fd_.get(), bytes.data(), end, 0, generic, size);
    }
  }

  /// Cuts what follows the question off.
  static int question_type(const std::array<unsigned char, 512>& bytes, std::size_t& end) {
    std::size_t at = 12;
    while (bytes[at] != 0)
      at += bytes[at] + std::size_t{1};
    end = at + 5;
    return bytes[at + 2];
  }

  sys::Fd fd_;
  std::string place_;
  std::atomic<int> asked_ = 0;
  std::jthread thread_;
};

TEST(AttackOptions, AskTheNameServersThatAreGivenAndAsOftenAsTold) {
  const RudeServer server(polite);
  for (const auto& [ttl, least] : {std::pair{0ns, 1}, std::pair{-1ns, 4}}) {
    NameServer names;
    AttackOptions options =
        options_for("http://shop.brunt.test:" + std::to_string(server.port()) + "/", 100, 1s, 40ms);
    options.resolvers = {names.place()};
    options.dns_ttl = ttl;
    options.keepalive = false;
    EXPECT_EQ(run(options).summary.ok, 4U);
    EXPECT_GE(names.asked(), least);
    EXPECT_TRUE(least > 1 || names.asked() == 1) << names.asked();
  }
}

TEST(AttackOptions, GoOnWhenTheNameServerFailsAndThenWorks) {
  const RudeServer server(polite);
  NameServer names;
  names.fails = true;
  AttackOptions options =
      options_for("http://shop.brunt.test:" + std::to_string(server.port()) + "/", 50, 1s, 2500ms);
  options.resolvers = {names.place()};
  const auto mend = [&](const Sent& hit) {
    if (hit.seq == 3) names.fails = false;
  };
  options.on_sent = mend;
  const Outcome out = run(options);
  EXPECT_EQ(out.results.front().error_class, ErrorClass::dns);
  EXPECT_EQ(out.results.front().trace.detail, ErrorDetail::server_failed);
  EXPECT_EQ(out.results.back().code, 200) << out.results.back().error;
}

TEST(AttackOptions, FollowASchedule) {
  const RudeServer server(polite);
  AttackOptions options = options_for(server.url(), 0, 1s, 0s);
  options.schedule = Schedule::parse("100/s for 50ms, burst 7 every 20ms for 40ms").value();
  Outcome out = run(options);
  EXPECT_EQ(out.summary.ok, 19U);
  std::ranges::sort(out.results, {}, &Result::seq);
  EXPECT_EQ(out.results[4].timestamp - out.results[0].timestamp, 40ms);
  EXPECT_EQ(out.results[18].timestamp - out.results[11].timestamp, 20ms);
}

TEST(AttackOptions, SendTheHitsOfOneShardOnly) {
  const RudeServer server(polite);
  std::set<std::uint64_t> numbers;
  for (std::uint64_t shard = 0; shard < 3; ++shard) {
    AttackOptions options = options_for(server.url(), 100, 1s, 100ms);
    options.shard = shard;
    options.shards = 3;
    for (const Result& result : run(options).results) {
      EXPECT_EQ(result.seq % 3, shard);
      numbers.insert(result.seq);
    }
  }
  EXPECT_EQ(numbers.size(), 10U);
}

TEST(AttackOptions, KnowWhatANameServerIs) {
  for (const char* good : {"8.8.8.8", "127.0.0.1:53", "10.0.0.1:5353"})
    EXPECT_TRUE(is_name_server(good)) << good;
  for (const char* bad : {"", "dns", "1.2.3", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:66000", "::1"})
    EXPECT_FALSE(is_name_server(bad)) << bad;
}

}  // namespace
}  // namespace brunt::load

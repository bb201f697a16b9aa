#include "sandbox/platform/part.h"

#include <csignal>
#include <future>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/platform/channel.h"
#include "sandbox/platform/function_server.h"
#include "sandbox/platform/test_http.h"
#include "sys/poll_wait.h"
#include "sys/process.h"

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;
using testing::ask;

TEST(LineReader, KeepsAPartOfALineForLater) {
  LineReader lines;
  EXPECT_TRUE(lines.feed("{\"a\"").empty());
  EXPECT_EQ(lines.feed(":1}\n\n{"), (std::vector<std::string>{"{\"a\":1}", ""}));
  EXPECT_EQ(lines.feed("}\n"), (std::vector<std::string>{"{}"}));
}

TEST(StartPart, NamesWhatItCannotStart) {
  const auto error = [](std::string_view kind, std::string_view config) {
    const auto part = start_part(kind, parse_json(config).value());
    return part ? std::string() : part.error().what;
  };
  EXPECT_EQ(error("database", "{}"), "no part 'database': expected function, gateway or metrics");
  EXPECT_EQ(error("function", R"({"port":"x"})"), "'port' is \"x\", expected a port, 0 to 65535");
  EXPECT_EQ(error("gateway", R"({"address":"nowhere"})"),
            "cannot listen on nowhere:0: not an IP address");
}

TEST(DelayOf, HasTheSeedsMedianAndABoundedTail) {
  const DelaySettings settings;
  EXPECT_EQ(delay_of(settings, 0), 12ms);
  EXPECT_EQ(delay_of(settings, 0.5), 15ms);
  EXPECT_GT(delay_of(settings, 0.99), 30ms);
  EXPECT_LE(delay_of(settings, 0.999'999'999'999), 12ms + 60ms);
  EXPECT_EQ(delay_of({0us, 0us}, 0.9), 0ns);
}

TEST(FunctionServer, TellsItsHealthAndThatItLeaves) {
  testing::Lines lines;
  FunctionServer function({}, lines.sink());
  net::ServerRequest health;
  health.method = "GET";
  health.path = "/_/health";
  EXPECT_EQ(function.handle(health).status, 200);
  function.leave();
  EXPECT_EQ(function.handle(health).status, 503);
  EXPECT_TRUE(lines.all().empty());
}

/// A part as a real process, with the test as its supervisor.
struct Process {
  sys::Fd control;
  sys::Fd log;
  std::optional<sys::Child> child;
  LineReader lines;

  Process(const std::string& kind, const Json& config) {
    std::array<int, 2> pair{};
    std::array<int, 2> pipe{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    control = sys::Fd(pair[0]);
    log = sys::Fd(pipe[0]);
    const sys::Fd theirs(pair[1]);
    const sys::Fd written(pipe[1]);
    sys::Spawn spawn;
    spawn.argv = {BRUNT_PART_CHILD, kind};
    spawn.in = theirs.get();
    spawn.out = spawn.err = written.get();
    spawn.death_signal = SIGKILL;
    child = sys::Child::start(spawn).value();
    EXPECT_TRUE(send_message(control.get(), config));
  }
  Json hear() {
    std::array<char, 4096> buffer{};
    while (sys::poll_wait({control.get()}, Deadline::in(20s))[0]) {
      const ssize_t n = ::read(control.get(), buffer.data(), buffer.size());
      if (n <= 0) break;
      const auto whole = lines.feed({buffer.data(), static_cast<std::size_t>(n)});
      if (!whole.empty()) return parse_json(whole.front()).value();
    }
    return {};
  }
  std::uint16_t port(const char* name = "http") {
    return hear()["listening"][name].get<std::uint16_t>();
  }
  int ended() { return child->wait({Deadline::in(20s), {}}).value(); }
  std::string logged() const {
    std::string out;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(log.get(), buffer.data(), buffer.size())) > 0;) {
      out.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return out;
  }
};

TEST(PartProcess, AnswersWhatIsInFlightWhenItIsTerminated) {
  Process part("function", {{"name", "astre"}, {"delay_ms", {{"min", 300}, {"spread", 0}}}});
  const std::uint16_t port = part.port();
  auto call = std::async(std::launch::async, [&] {
    return ask(port, "/function/astre", "GET", R"({"city":"Paris"})");
  });
  EXPECT_EQ(call.wait_for(100ms), std::future_status::timeout) << "read by now, not yet answered";
  part.child->signal_group(SIGTERM);
  EXPECT_EQ(call.get().status, 200);
  EXPECT_EQ(part.ended(), 0);
  EXPECT_NE(part.logged().find("GET /function/astre - [200] - 0.3"), std::string::npos);
}

TEST(PartProcess, EndsAtOnceWhenItsSupervisorIsGone) {
  for (const char* kind : {"function", "gateway", "metrics"}) {
    Process part(kind, Json::object());
    EXPECT_GT(part.port(), 0) << kind;
    part.control.reset();
    EXPECT_EQ(part.ended(), 1) << kind;
  }
}

TEST(PartProcess, EndsOnSigtermEvenWithHungCalls) {
  Process part("gateway", Json::object());
  const std::uint16_t port = part.port();
  ASSERT_TRUE(
      send_message(part.control.get(), {{"functions", Json::array({{{"name", "astre"}}})}}));
  while (ask(port, "/system/function/astre").status == 404)
    std::this_thread::yield();
  auto hung = std::async(std::launch::async, [&] { return ask(port, "/function/astre").status; });
  EXPECT_EQ(hung.wait_for(100ms), std::future_status::timeout);
  part.child->signal_group(SIGTERM);
  EXPECT_EQ(hung.get(), 502);
  EXPECT_EQ(part.ended(), 0);
  EXPECT_NE(part.logged().find("Forwarded [GET] to /function/astre - [502]"), std::string::npos);
}

TEST(PartProcess, GoesOnAfterAMessageThatItCannotRead) {
  Process part("gateway", Json::object());
  const std::uint16_t port = part.port();
  ASSERT_TRUE(send_message(part.control.get(), "nonsense"));
  ASSERT_TRUE(
      send_message(part.control.get(), {{"functions", Json::array({{{"name", "astre"}}})}}));
  while (ask(port, "/system/function/astre").status == 404)
    std::this_thread::yield();
  part.child->signal_group(SIGTERM);
  EXPECT_EQ(part.ended(), 0);
  EXPECT_NE(part.logged().find("the message has no list 'functions'"), std::string::npos);
}

TEST(PartProcess, SaysWhyItCannotStart) {
  Process part("gateway", {{"while_none_ready", "wait"}});
  EXPECT_EQ(part.ended(), 1);
  EXPECT_NE(part.logged().find("gateway cannot start: 'while_none_ready' is \"wait\""),
            std::string::npos);
}

TEST(PartProcess, StaysSmall) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's memory is its own";
#endif
  for (const char* kind : {"function", "gateway", "metrics"}) {
    Process part(kind, Json::object());
    EXPECT_GT(part.port(), 0);
    EXPECT_LT(sys::resident_bytes(part.child->pid()).value(), std::size_t{20} << 20U) << kind;
  }
}

}  // namespace
}  // namespace brunt::sandbox::platform

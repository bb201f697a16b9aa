#include "cli/notify.h"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "net/http_server.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

/// Keeps what it was sent; answers with `status`.
struct Hook {
  explicit Hook(int status = 200) {
    server = net::HttpServer::listen(
                 "127.0.0.1", 0,
                 [this, status](const net::ServerRequest& request, const std::stop_token&) {
                   const std::lock_guard lock(mutex);
                   requests.push_back(request);
                   net::ServerResponse response;
                   response.status = status;
                   return response;
                 })
                 .value();
  }
  std::string url() const {
    return fmt::format("http://127.0.0.1:{}/hook?token=t0ken", server->port());
  }

  std::mutex mutex;
  std::vector<net::ServerRequest> requests;
  std::unique_ptr<net::HttpServer> server;
};

/// A log in a file, to be read.
struct LogFile {
  LogFile() { EXPECT_TRUE(log.to_file(path, LogLevel::debug)); }
  ~LogFile() { std::filesystem::remove(path); }
  std::string text() const { return sys::read_file(path).value(); }

  std::filesystem::path path =
      std::filesystem::temp_directory_path() /
      fmt::format("brunt-notify-{}-{}", ::getpid(),
                  testing::UnitTest::GetInstance()->current_test_info()->name());
  Log log;
};

TEST(Notifier, PostsTheEventWithTheChannelsHeaders) {
  Hook hook;
  const LogFile file;
  const Notifier notifier(
      {{{"type", "http"}, {"url", hook.url()}, {"headers", {{"X-Key", "k3y"}}}}}, file.log);
  notifier.send("run-failed", {{"status", "failed"}}, {}, "Why: because");
  ASSERT_EQ(hook.requests.size(), 1U);
  const auto& request = hook.requests[0];
  EXPECT_EQ(request.method, "POST");
  const Json event = parse_json(request.body).value();
  EXPECT_EQ(event["name"], "run-failed");
  EXPECT_EQ(event["phase"], "run");
  EXPECT_EQ(event["payload"]["status"], "failed");
  EXPECT_EQ(event["error"], "Why: because");
  EXPECT_TRUE(event["ts"].is_number_float());
  EXPECT_EQ(std::count(request.headers.begin(), request.headers.end(),
                       std::pair<std::string, std::string>("X-Key", "k3y")),
            1);
}

TEST(Notifier, GetsWithoutAPayloadWhenAsked) {
  Hook hook;
  const LogFile file;
  const Notifier notifier(
      {{{"type", "http"}, {"url", hook.url()}, {"forward_event_payload", false}}}, file.log);
  notifier.send("discovery-started", "x", {});
  ASSERT_EQ(hook.requests.size(), 1U);
  EXPECT_EQ(hook.requests[0].method, "GET");
  EXPECT_TRUE(hook.requests[0].body.empty());
}

TEST(Notifier, TellsAChannelOnlyWhatItWants) {
  Hook hook;
  const LogFile file;
  const Notifier notifier({{{"type", "http"}, {"url", hook.url()}, {"events", {"run-failed"}}}},
                          file.log);
  notifier.send("run-started", nullptr, {});
  notifier.send("run-failed", nullptr, {});
  EXPECT_EQ(hook.requests.size(), 1U);
}

TEST(Notifier, RunsACommandWithTheEvent) {
  const LogFile file;
  const std::string into = file.path.string() + ".event";
  const Notifier notifier(
      {{{"type", "command"},
        {"command", {"/bin/sh", "-c", "cat >\"$0\"; echo \"$BRUNT_EVENT\" >>\"$0\"", into}}}},
      file.log);
  notifier.send("init-started", nullptr, {});
  const std::string text = sys::read_file(into).value();
  std::filesystem::remove(into);
  EXPECT_NE(text.find(R"("phase":"init")"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\ninit-started\n")) << text;
}

TEST(Notifier, LogsWhatFailsAndGoesOn) {
  Hook refusing(500);
  Hook hook;
  const LogFile file;
  const Notifier notifier({{{"type", "http"}, {"url", refusing.url()}},
                           {{"type", "http"}, {"url", "http://127.0.0.1:1/"}},
                           {{"type", "http"}},
                           {{"type", "plugin"}, {"module", "acme.notify"}},
                           {{"type", "command"}, {"command", {"/bin/false"}}},
                           {{"type", "command"}},
                           {{"type", "http"}, {"url", hook.url()}}},
                          file.log);
  notifier.send("run-started", nullptr, {});
  EXPECT_EQ(hook.requests.size(), 1U);
  const std::string text = file.text();
  for (const auto* words : {"failed: status 500", "it cannot be reached", "has no url",
                            "'plugin' is not run: acme.notify", "failed: exit status 1",
                            "has no command", "notification sent to"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  EXPECT_EQ(text.find("t0ken"), std::string::npos) << text;
}

TEST(Notifier, IsEndedByAStop) {
  Hook hook;
  const LogFile file;
  const Notifier notifier({{{"type", "http"}, {"url", hook.url()}}}, file.log);
  std::stop_source stop;
  stop.request_stop();
  notifier.send("run-started", nullptr, {Deadline::never(), stop.get_token()});
  EXPECT_TRUE(hook.requests.empty());
}

}  // namespace
}  // namespace brunt::cli

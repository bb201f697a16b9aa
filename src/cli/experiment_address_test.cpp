#include <cstdlib>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cli/experiment_file.h"
#include "net/http_server.h"

namespace brunt::cli {
namespace {

const std::string json = R"({"title": "t", "description": "d", "method": []})";
const std::string yaml = "title: t\ndescription: d\nmethod: []\n";

/// A server that gives one answer and keeps what it was asked.
class Site {
 public:
  Site() {
    server_ = net::HttpServer::listen("127.0.0.1", 0,
                                      [this](const net::ServerRequest& request, const auto&) {
                                        const std::lock_guard lock(mutex_);
                                        last_ = request;
                                        return answer;
                                      })
                  .value();
  }
  std::string url() const { return fmt::format("http://{}/shop", location()); }
  std::string location() const { return fmt::format("127.0.0.1:{}", server_->port()); }
  std::string asked(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return net::header(last_.headers, name).value_or("");
  }
  void give(int status, const std::string& type, const std::string& body) {
    answer = {status, {}, body, {}};
    if (!type.empty()) answer.headers = {{"Content-Type", type}};
  }

  net::ServerResponse answer;

 private:
  mutable std::mutex mutex_;
  net::ServerRequest last_;
  std::unique_ptr<net::HttpServer> server_;
};

std::string found(const ExperimentSource& source) {
  const auto read = load_experiment(source, {});
  return read ? "title " + read->experiment.title : read.error().front().found;
}

class ExperimentAddress : public testing::Test {
 protected:
  void TearDown() override { ::unsetenv("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN"); }
  Site site_;
};

TEST_F(ExperimentAddress, GivesJsonOrYamlByItsContentType) {
  for (const char* type : {"application/json", "application/json; charset=utf-8", "text/plain", "",
                           "application/vnd.shop+json", "application/octet-stream"}) {
    site_.give(200, type, json);
    EXPECT_EQ(found({site_.url()}), "title t") << type;
  }
  for (const char* type : {"application/yaml", "application/x-yaml", "text/yaml; charset=utf-8",
                           "text/plain", "text/x-yaml"}) {
    site_.give(200, type, yaml);
    EXPECT_EQ(found({site_.url()}), "title t") << type;
  }
  EXPECT_EQ(site_.asked("Accept"), "application/json, application/yaml, application/x-yaml");
  site_.give(200, "text/html", "<html>");
  EXPECT_EQ(found({site_.url()}), "the content type text/html");
}

TEST_F(ExperimentAddress, IsRefusedWithWhatItSaid) {
  site_.give(404, "text/plain", "no such experiment\nat all");
  EXPECT_EQ(found({site_.url()}), "status 404: no such experiment");
  site_.give(200, "application/json", "[");
  EXPECT_EQ(found({site_.url()}), "the end of the file");
  EXPECT_EQ(found({"ftp://x/y.json"}), "\"ftp://x/y.json\"");
  EXPECT_EQ(found({"file:///x.json"}), "\"file:///x.json\"");
  EXPECT_NE(found({"http://127.0.0.1:1/x.json"}).find("onnect"), std::string::npos);
}

TEST_F(ExperimentAddress, IsToldWhoAsks) {
  site_.give(200, "application/json", json);
  const Json auths = {{site_.location(), {{"type", "basic"}, {"value", "dTpw"}}},
                      {"127.0.0.1", {{"type", "basic"}, {"value", "wrong"}}}};
  found({.name = site_.url(), .auths = auths});
  EXPECT_EQ(site_.asked("Authorization"), "basic dTpw");
  ::setenv("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN", " s3cr3t ", 1);
  found({.name = site_.url(), .auths = auths});
  EXPECT_EQ(site_.asked("Authorization"), "bearer s3cr3t");
}

TEST_F(ExperimentAddress, MayBeRedirectedButItsTokenGoesToNoOtherHost) {
  Site other;
  other.give(200, "application/json", json);
  site_.answer = {
      302, {{"Location", fmt::format("http://localhost:{}", other.location().substr(10))}}, "", {}};
  ::setenv("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN", "s3cr3t", 1);
  EXPECT_EQ(found({site_.url()}), "title t");
  EXPECT_EQ(site_.asked("Authorization"), "bearer s3cr3t");
  EXPECT_EQ(other.asked("Authorization"), "");
}

TEST_F(ExperimentAddress, IsGivenUpAtAStop) {
  std::stop_source stop;
  stop.request_stop();
  const auto read = load_experiment({site_.url()}, {Deadline::never(), stop.get_token()});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().front().found, "stopped before it had come");
}

}  // namespace
}  // namespace brunt::cli

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include <fakes/tls_server.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "load/attack.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

/// A server that anybody may call, and the file with its certificate.
class Server {
 public:
  Server() {
    std::signal(SIGPIPE, SIG_IGN);  // of the server, that answers clients which have left
    std::ofstream(ca_file_) << identity_.certificate_pem();
  }
  ~Server() { std::filesystem::remove(ca_file_); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return tls_.port(); }
  const std::string& ca_file() const { return ca_file_; }

 private:
  fakes::Identity identity_{"brunt test", "IP:127.0.0.1,DNS:shop.example"};
  fakes::TlsServer tls_{identity_, nullptr};
  std::string ca_file_ = fmt::format("{}ca-{}-{}.pem", testing::TempDir(), ::getpid(), port());
};

std::vector<Result> attack_tls(const AttackOptions& options) {
  std::vector<Result> results;
  const auto summary = attack(options,
                              [&](const Result& result) -> brunt::Result<> {
                                results.push_back(result);
                                return {};
                              },
                              {}, {Deadline::in(20s), {}});
  EXPECT_TRUE(summary.has_value());
  return results;
}

AttackOptions options_for(const Server& server, const std::string& host) {
  AttackOptions options;
  Target target;
  target.url = fmt::format("https://{}:{}/", host, server.port());
  options.targets = {target};
  options.rate_hits = 20;
  options.duration = 150ms;
  options.timeout = 10s;
  options.max_connections = 1;  // a slow handshake must not open a second
  options.ca_file = server.ca_file();
  options.resolve = {{"shop.example", server.port(), "127.0.0.1", server.port()},
                     {"other.example", server.port(), "127.0.0.1", server.port()}};
  return options;
}

TEST(TlsAttack, VerifiesAndReusesTheConnection) {
  const Server server;
  for (const auto& [host, body] : {std::pair{"127.0.0.1", "none from nobody"},
                                   std::pair{"shop.example", "shop.example from nobody"}}) {
    const auto results = attack_tls(options_for(server, host));
    ASSERT_EQ(results.size(), 3U) << host;
    for (const Result& result : results) {
      EXPECT_EQ(result.code, 200) << result.error;
      EXPECT_EQ(result.bytes_in, std::string_view(body).size());
    }
    EXPECT_TRUE(results.back().trace.reused);
  }
}

TEST(TlsAttack, ClassifiesACertificateThatIsNotTrusted) {
  const Server server;
  AttackOptions options = options_for(server, "127.0.0.1");
  options.ca_file.clear();
  const auto results = attack_tls(options);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].error_class, ErrorClass::tls);
  EXPECT_EQ(results[0].trace.detail, ErrorDetail::certificate);
  EXPECT_NE(results[0].error.find("tls: failed to verify certificate: self-signed certificate"),
            std::string::npos)
      << results[0].error;
}

TEST(TlsAttack, ChecksTheNameInTheCertificate) {
  const Server server;
  const auto results = attack_tls(options_for(server, "other.example"));
  EXPECT_EQ(results.at(0).error_class, ErrorClass::tls);
  EXPECT_NE(results.at(0).error.find("mismatch"), std::string::npos) << results.at(0).error;
}

TEST(TlsAttack, TakesAnyCertificateWhenAsked) {
  const Server server;
  AttackOptions options = options_for(server, "other.example");
  options.verify_tls = false;
  EXPECT_EQ(attack_tls(options).at(0).code, 200);
}

TEST(TlsAttack, TakesUpAnEarlierSessionWhenAsked) {
  const Server server;
  AttackOptions options = options_for(server, "127.0.0.1");
  options.keepalive = false;
  options.session_tickets = true;
  const auto results = attack_tls(options);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_FALSE(results.front().trace.tls_resumed);
  EXPECT_TRUE(results.back().trace.tls_resumed);
  options.session_tickets = false;
  for (const Result& result : attack_tls(options))
    EXPECT_FALSE(result.trace.tls_resumed);
}

TEST(TlsAttack, RefusesACertificateWithoutItsKey) {
  const Server server;
  AttackOptions options = options_for(server, "127.0.0.1");
  options.certificate_file = server.ca_file();
  const auto keyless = attack(options, {}, {}, {});
  ASSERT_FALSE(keyless.has_value());
  EXPECT_TRUE(keyless.error().what.starts_with("cannot use the key in '" + server.ca_file()))
      << keyless.error().what;
  options.certificate_file = "/dev/null";
  const auto empty = attack(options, {}, {}, {});
  ASSERT_FALSE(empty.has_value());
  EXPECT_TRUE(empty.error().what.starts_with("cannot read a certificate from '/dev/null'"));
}

TEST(TlsAttack, RefusesAFileThatHoldsNoCertificates) {
  const Server server;
  AttackOptions options = options_for(server, "127.0.0.1");
  options.ca_file = "/dev/null";
  const auto summary = attack(options, {}, {}, {});
  ASSERT_FALSE(summary.has_value());
  EXPECT_TRUE(summary.error().what.starts_with("cannot read certificates from '/dev/null'"));
}

}  // namespace
}  // namespace brunt::load

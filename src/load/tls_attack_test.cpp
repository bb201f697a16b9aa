#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
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
  options.ca_files = {server.ca_file()};
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
  options.ca_files.clear();
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

/// A certificate with one thing wrong, and what is said of it.
struct WrongCertificate {
  const char* name;
  const char* names;
  std::function<void(X509*)> spoil;
  const char* error;
};

void unknown_extension(X509* certificate) {
  ASN1_OBJECT* name = OBJ_txt2obj("1.2.3.4", 1);
  ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(value, reinterpret_cast<const unsigned char*>("\x05\x00"), 2);
  X509_EXTENSION* made = X509_EXTENSION_create_by_OBJ(nullptr, name, 1, value);
  X509_add_ext(certificate, made, -1);
  X509_EXTENSION_free(made);
  ASN1_OCTET_STRING_free(value);
  ASN1_OBJECT_free(name);
}

TEST(TlsAttack, SaysWhatIsWrongWithACertificate) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto extension = [](X509* certificate, int nid, const char* value) {
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(certificate, made, -1);
    X509_EXTENSION_free(made);
  };
  const WrongCertificate cases[] = {
      {"expired", "IP:127.0.0.1", [](X509* c) { X509_gmtime_adj(X509_getm_notAfter(c), -60); },
       "certificate has expired"},
      {"of tomorrow", "IP:127.0.0.1",
       [](X509* c) { X509_gmtime_adj(X509_getm_notBefore(c), 1800); },
       "certificate is not yet valid"},
      {"of another host", "DNS:other.example", [](X509*) {}, "IP address mismatch"},
      {"of a client", "IP:127.0.0.1",
       [&](X509* c) { extension(c, NID_ext_key_usage, "clientAuth"); },
       "unsuitable certificate purpose"},
      {"with an extension that nobody knows and everybody must", "IP:127.0.0.1", unknown_extension,
       "unhandled critical extension"},
  };
  for (const WrongCertificate& row : cases) {
    const fakes::Identity identity("brunt test", row.names);
    row.spoil(identity.certificate.get());
    X509_sign(identity.certificate.get(), identity.key.get(), EVP_sha256());
    const std::string file = fmt::format("{}wrong-{}.pem", testing::TempDir(), ::getpid());
    std::ofstream(file) << identity.certificate_pem();
    const fakes::TlsServer server(identity, nullptr);
    AttackOptions options;
    Target target;
    target.url = fmt::format("https://127.0.0.1:{}/", server.port());
    options.targets = {target};
    options.rate_hits = 20;
    options.duration = 50ms;
    options.ca_files = {file};
    const auto results = attack_tls(options);
    std::filesystem::remove(file);
    ASSERT_EQ(results.size(), 1U) << row.name;
    EXPECT_EQ(results[0].error_class, ErrorClass::tls) << row.name;
    EXPECT_EQ(results[0].trace.detail, ErrorDetail::certificate) << row.name;
    EXPECT_NE(results[0].error.find(row.error), std::string::npos)
        << row.name << ": " << results[0].error;
  }
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
  options.ca_files = {"/dev/null"};
  const auto summary = attack(options, {}, {}, {});
  ASSERT_FALSE(summary.has_value());
  EXPECT_TRUE(summary.error().what.starts_with("cannot read certificates from '/dev/null'"));
}

}  // namespace
}  // namespace brunt::load

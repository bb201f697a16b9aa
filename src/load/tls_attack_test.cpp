#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load/attack.h"
#include "sys/fd.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* value) const { Free(value); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

Certificate self_signed(EVP_PKEY* key) {
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_pubkey(made.get(), key);
  X509_NAME* name = X509_get_subject_name(made.get());
  const auto* text = reinterpret_cast<const unsigned char*>("brunt test");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1,DNS:shop.example");
  X509_add_ext(made.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(made.get(), key, EVP_sha256());
  return made;
}

/// Answers each connection over TLS, one after the other.
class TlsServer {
 public:
  TlsServer()
      : key_(EVP_EC_gen("P-256")),
        certificate_(self_signed(key_.get())),
        context_(SSL_CTX_new(TLS_server_method())),
        listen_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        stop_(::eventfd(0, EFD_CLOEXEC)) {
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listen_.get(), generic, size), 0);
    EXPECT_EQ(::listen(listen_.get(), 16), 0);
    EXPECT_EQ(::getsockname(listen_.get(), generic, &size), 0);
    port_ = ntohs(address.sin_port);
    ca_file_ = testing::TempDir() + "ca-" + std::to_string(::getpid()) + "-" +
               std::to_string(port_) + ".pem";
    FILE* file = std::fopen(ca_file_.c_str(), "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that has left
    thread_ = std::jthread([this] { serve(); });
  }
  ~TlsServer() {
    const std::uint64_t one = 1;
    (void)!::write(stop_.get(), &one, sizeof one);
    thread_.join();
    std::filesystem::remove(ca_file_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  int port() const { return port_; }
  const std::string& ca_file() const { return ca_file_; }

 private:
  bool readable(int fd) const {
    std::array<pollfd, 2> polled{pollfd{fd, POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
    ::poll(polled.data(), polled.size(), -1);
    return polled[1].revents == 0;
  }

  void serve() const {
    while (readable(listen_.get())) {
      const sys::Fd fd(::accept4(listen_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      const Ssl ssl(SSL_new(context_.get()));
      SSL_set_fd(ssl.get(), fd.get());
      if (SSL_accept(ssl.get()) == 1) answer_all(ssl.get(), fd.get());
    }
  }

  void answer_all(SSL* ssl, int fd) const {
    const std::string_view text = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
    std::array<char, 4096> buffer{};
    while ((SSL_pending(ssl) > 0 || readable(fd)) &&
           SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size())) > 0) {
      SSL_write(ssl, text.data(), static_cast<int>(text.size()));
    }
  }

  Key key_;
  Certificate certificate_;
  Context context_;
  sys::Fd listen_, stop_;
  int port_ = 0;
  std::string ca_file_;
  std::jthread thread_;
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

AttackOptions options_for(const TlsServer& server, const std::string& host) {
  AttackOptions options;
  Target target;
  target.url = fmt::format("https://{}:{}/", host, server.port());
  options.targets = {target};
  options.rate_hits = 20;
  options.duration = 150ms;
  options.timeout = 10s;
  options.max_connections =
      1;  // the server answers one at a time; a slow handshake must not open more
  options.ca_file = server.ca_file();
  options.resolve = {{"shop.example", server.port(), "127.0.0.1", server.port()},
                     {"other.example", server.port(), "127.0.0.1", server.port()}};
  return options;
}

TEST(TlsAttack, VerifiesAndReusesTheConnection) {
  const TlsServer server;
  for (const char* host : {"127.0.0.1", "shop.example"}) {
    const auto results = attack_tls(options_for(server, host));
    ASSERT_EQ(results.size(), 3U) << host;
    for (const Result& result : results) {
      EXPECT_EQ(result.code, 200) << result.error;
      EXPECT_EQ(result.bytes_in, 6U);
    }
    EXPECT_TRUE(results.back().trace.reused);
  }
}

TEST(TlsAttack, ClassifiesACertificateThatIsNotTrusted) {
  const TlsServer server;
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
  const TlsServer server;
  const auto results = attack_tls(options_for(server, "other.example"));
  EXPECT_EQ(results.at(0).error_class, ErrorClass::tls);
  EXPECT_NE(results.at(0).error.find("mismatch"), std::string::npos) << results.at(0).error;
}

TEST(TlsAttack, TakesAnyCertificateWhenAsked) {
  const TlsServer server;
  AttackOptions options = options_for(server, "other.example");
  options.verify_tls = false;
  EXPECT_EQ(attack_tls(options).at(0).code, 200);
}

TEST(TlsAttack, RefusesAFileThatHoldsNoCertificates) {
  const TlsServer server;
  AttackOptions options = options_for(server, "127.0.0.1");
  options.ca_file = "/dev/null";
  const auto summary = attack(options, {}, {}, {});
  ASSERT_FALSE(summary.has_value());
  EXPECT_TRUE(summary.error().what.starts_with("cannot read certificates from '/dev/null'"));
}

}  // namespace
}  // namespace brunt::load

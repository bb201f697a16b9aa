#include <chrono>
#include <csignal>

#include <fakes/tls_server.h>
#include <gtest/gtest.h>

#include "net/http_client.h"

namespace brunt::net {
namespace {

using namespace std::chrono_literals;
using fakes::Identity;

/// A server that lets in only the client it knows.
struct Tls : testing::Test {
  Identity server_identity{"server", "IP:127.0.0.1,DNS:api.example"};
  Identity client_identity{"jane", "DNS:jane"};
  fakes::TlsServer server{server_identity, &client_identity};
  Request request;

  Tls() {
    std::signal(SIGPIPE, SIG_IGN);  // of the server, that answers clients which have left
    request.url = fmt::format("https://127.0.0.1:{}/", server.port());
    request.tls.ca_pem = server_identity.certificate_pem();
    request.tls.cert_pem = client_identity.certificate_pem();
    request.tls.key_pem = client_identity.key_pem();
  }
  Result<Response> send(const HttpClient& client = HttpClient()) const {
    return client.send(request, {Deadline::in(20s), {}});
  }
};

TEST_F(Tls, KnowsServerAndClientByTheirCertificates) {
  const auto response = send();
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(response->body, "none from jane");
}

TEST_F(Tls, RefusesAServerThatIsNotTrusted) {
  request.tls.ca_pem = client_identity.certificate_pem();
  const auto refused = send();
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_TRUE(refused.error().what.starts_with("tls: ")) << refused.error().what;
  request.tls.verify = false;
  EXPECT_EQ(send()->body, "none from jane");
}

TEST_F(Tls, ChecksTheNameThatItIsTold) {
  request.tls.server_name = "api.example";
  EXPECT_EQ(send()->body, "api.example from jane");
  request.tls.server_name = "other.example";
  EXPECT_TRUE(send().error().what.starts_with("tls: "));
}

TEST_F(Tls, GoesWhereResolveSaysUnderItsOwnName) {
  request.url = "https://api.example/";
  const HttpClient client({{"api.example", 443, "127.0.0.1", server.port()}});
  EXPECT_EQ(send(client)->body, "api.example from jane");
}

TEST_F(Tls, IsRefusedByAServerThatDoesNotKnowTheClient) {
  request.tls.cert_pem.clear();
  request.tls.key_pem.clear();
  EXPECT_EQ(send().error().code, Errc::unavailable);
}

TEST_F(Tls, KeepsConnectionsOfDifferentClientsApart) {
  const HttpClient client;
  EXPECT_EQ(send(client)->body, "none from jane");
  request.tls.cert_pem.clear();
  request.tls.key_pem.clear();
  EXPECT_FALSE(send(client)) << "it went over the connection of another client";
}

}  // namespace
}  // namespace brunt::net

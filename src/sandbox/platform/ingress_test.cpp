#include "sandbox/platform/ingress.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::platform {
namespace {

net::ServerRequest request(std::string path, bool authorized = true) {
  net::ServerRequest out;
  out.method = "GET";
  out.target = out.path = std::move(path);
  out.host = "demo.foo.bar";
  if (authorized) out.headers = {{"Authorization", "Basic amFuZTpkZW1v"}};
  return out;
}

const GatewaySettings settings;

TEST(Ingress, SendsQueriesToTheMetricsAndTheRestToTheGateway) {
  const std::pair<const char*, Route::To> table[] = {
      {"/api/v1/query", Route::To::metrics},   {"/graph", Route::To::metrics},
      {"/graph/x", Route::To::metrics},        {"/alerts", Route::To::metrics},
      {"/api/v1", Route::To::metrics},         {"/api/v11", Route::To::gateway},
      {"/function/astre", Route::To::gateway}, {"/system/functions", Route::To::gateway},
      {"/graphs", Route::To::gateway},         {"/", Route::To::gateway}};
  for (const auto& [path, to] : table)
    EXPECT_EQ(route(request(path), settings).to, to) << path;
}

TEST(Ingress, AsksForJanesPasswordExceptForQueries) {
  for (const char* path :
       {"/", "/function/astre", "/system/function/astre", "/graph", "/alerts", "/metrics"}) {
    const Route refused = route(request(path, false), settings);
    EXPECT_EQ(refused.to, Route::To::refused) << path;
    EXPECT_EQ(refused.refusal.status, 401) << path;
    EXPECT_TRUE(net::header(refused.refusal.headers, "WWW-Authenticate"));
  }
  EXPECT_EQ(route(request("/api/v1/query_range", false), settings).to, Route::To::metrics);
}

TEST(Ingress, RefusesAWrongPassword) {
  net::ServerRequest wrong = request("/", false);
  wrong.headers = {{"Authorization", "Basic amFuZTpkZW1w"}};
  EXPECT_EQ(route(wrong, settings).refusal.status, 401);
}

TEST(Ingress, ServesItsOwnHostAsAProxyAndRefusesOthers) {
  net::ServerRequest proxied = request("/function/astre");
  proxied.target = "http://demo.foo.bar/function/astre";
  EXPECT_EQ(route(proxied, settings).to, Route::To::gateway);
  proxied.host = "Demo.Foo.Bar:80";
  EXPECT_EQ(route(proxied, settings).to, Route::To::gateway);
  proxied.target = "http://example.org/";
  proxied.host = "example.org";
  const Route refused = route(proxied, settings);
  EXPECT_EQ(refused.refusal.status, 403);
  EXPECT_EQ(refused.refusal.body,
            "this is the sandbox' ingress: as a proxy it serves http://demo.foo.bar/ alone, not "
            "http://example.org/\n");
}

TEST(Ingress, OpensNoTunnels) {
  net::ServerRequest connect = request("demo.foo.bar:80");
  connect.method = "CONNECT";
  EXPECT_EQ(route(connect, settings).refusal.status, 403);
}

TEST(Ingress, IsReachedByItsLoopbackAddressToo) {
  for (const char* host : {"127.0.0.1:8080", "localhost", "[::1]:80", ""}) {
    net::ServerRequest direct = request("/");
    direct.host = host;
    EXPECT_EQ(route(direct, settings).to, Route::To::gateway) << host;
  }
  net::ServerRequest other = request("/");
  other.host = "shop.example";
  EXPECT_EQ(route(other, settings).refusal.status, 404);
}

}  // namespace
}  // namespace brunt::sandbox::platform

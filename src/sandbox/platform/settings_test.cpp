#include "sandbox/platform/settings.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;

Json json(std::string_view text) {
  return parse_json(text).value();
}

TEST(FunctionSettings, AreReadAndHaveDefaults) {
  const auto settings = function_settings(
      json(R"({"name":"astre","delay_ms":{"min":1.5,"spread":0},"port":0,"more":1})"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->delay, (DelaySettings{1'500us, 0us}));
  EXPECT_TRUE(function_settings(json(R"({"delay_ms":null,"name":null})")));
  EXPECT_EQ(function_settings(json("{}"))->delay, (DelaySettings{12'000us, 6'000us}));
}

TEST(GatewaySettings, AreRead) {
  const auto settings = gateway_settings(json(R"({"profile":"fast","api":"http://127.0.0.1:1",
    "api_token":"t","metrics":"","upstream_timeout_ms":250,"while_none_ready":"refuse",
    "ingress_user":"u","ingress_password":"p","ingress_host":"h"})"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->profile, "fast");
  EXPECT_EQ(settings->upstream_timeout, 250ms);
  EXPECT_EQ(settings->while_none_ready, WhileNoneReady::refuse);
  EXPECT_EQ(settings->ingress_host, "h");
}

TEST(MetricsSettings, TakeTheInstanceFromTheUrlWhenNoneIsGiven) {
  const auto settings = metrics_settings(json(R"({"scrape":"http://127.0.0.1:9090/metrics"})"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->instance, "127.0.0.1:9090");
  EXPECT_EQ(settings->interval, 5s);
}

TEST(Settings, NameTheKeyThatIsWrong) {
  const auto error = [](const auto& result) {
    return result ? std::string("no error") : result.error().what;
  };
  EXPECT_EQ(error(gateway_settings(json(R"({"port":70000})"))),
            "'port' is 70000, expected a port, 0 to 65535");
  EXPECT_EQ(error(gateway_settings(json(R"({"port":-1})"))),
            "'port' is -1, expected a port, 0 to 65535");
  EXPECT_EQ(error(gateway_settings(json(R"({"while_none_ready":"wait"})"))),
            "'while_none_ready' is \"wait\", expected \"refuse\" or \"blackhole\"");
  EXPECT_EQ(error(gateway_settings(json(R"({"upstream_timeout_ms":0})"))),
            "'upstream_timeout_ms' is 0, expected milliseconds, 1 to 86400000");
  EXPECT_EQ(error(function_settings(json(R"({"delay_ms":5})"))),
            "'delay_ms' is 5, expected an object with 'min' and 'spread'");
  EXPECT_EQ(error(function_settings(json(R"({"name":5})"))), "'name' is 5, expected a text");
  EXPECT_EQ(error(metrics_settings(json("[]"))), "'config' is [], expected an object");
}

}  // namespace
}  // namespace brunt::sandbox::platform

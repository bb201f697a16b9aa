#include "sandbox/platform/log.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;

TEST(LogLine, HasTheShapeOfTheSeed) {
  const WallTime at = parse_time("2018-04-24T17:20:42.904752413Z").value();
  EXPECT_EQ(log_line(at, forwarded_text("GET", "/function/astre", 200, 21'953us)),
            "2018/04/24 17:20:42 Forwarded [GET] to /function/astre - [200] - 0.021953 seconds\n");
  EXPECT_EQ(forwarded_text("GET", "/function/astre", 502, 30'000'175'400ns),
            "Forwarded [GET] to /function/astre - [502] - 30.000175 seconds");
}

TEST(LogLine, NamesTheUpstreamThatFailedAsGoDoes) {
  EXPECT_EQ(
      upstream_error_text("GET", "/function/astre",
                          "http://astre.openfaas-fn.svc.cluster.local.:8080/function/astre", "why"),
      "error with upstream request to: /function/astre, Get "
      "http://astre.openfaas-fn.svc.cluster.local.:8080/function/astre: why");
  EXPECT_EQ(upstream_error_text("DELETE", "/f", "u", "w"),
            "error with upstream request to: /f, Delete u: w");
}

TEST(LogLine, CannotBeForgedByARequest) {
  const std::string line = log_line(WallTime(), "Forwarded [GET] to /function/a\n2018/04/24 x");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

}  // namespace
}  // namespace brunt::sandbox::platform

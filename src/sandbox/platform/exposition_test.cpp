#include "sandbox/platform/exposition.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sandbox/platform/meters.h"

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;

TEST(Exposition, ReadsTheTextFormat) {
  const auto samples = read_exposition(
      "# HELP a text\n# TYPE a counter\na 1\na{x=\"1\",y=\"q\\\"\\\\\\n\",} +Inf\n\n"
      "b_total{ z = \"\" } 1.5e3 1524590420150\nc NaN\n");
  ASSERT_TRUE(samples) << samples.error().what;
  ASSERT_EQ(samples->size(), 4U);
  EXPECT_EQ((*samples)[0].labels, (promql::Labels{{"__name__", "a"}}));
  EXPECT_EQ((*samples)[1].labels,
            (promql::Labels{{"__name__", "a"}, {"x", "1"}, {"y", "q\"\\\n"}}));
  EXPECT_EQ((*samples)[1].value, INFINITY);
  EXPECT_EQ((*samples)[2].labels, (promql::Labels{{"__name__", "b_total"}})) << "empty is absent";
  EXPECT_EQ((*samples)[2].value, 1500);
  EXPECT_EQ((*samples)[2].time_ms, 1'524'590'420'150);
  EXPECT_TRUE(std::isnan((*samples)[3].value));
}

TEST(Exposition, NamesLineAndColumnOfWhatItCannotRead) {
  const std::pair<const char*, const char*> table[] = {
      {"a 1\n{x=\"1\"} 2\n", "line 2: column 1: expected a name"},
      {"a\n", "line 1: column 2: expected a number"},
      {"a x\n", "line 1: column 4: expected a number"},
      {"a{x=1} 2\n", "line 1: column 5: expected =\"value\""},
      {"a{x=\"1} 2\n", "line 1: column 10: expected a closing quote"},
      {"a{x=\"1\" y=\"2\"} 2\n", "line 1: column 9: expected , or }"},
      {"a 1 2x\n", "line 1: column 7: expected a time in milliseconds"},
      {"a 1 2 3\n", "line 1: column 8: expected the end of the line"},
      {"a 1", ": the last line does not end with a line end"}};
  for (const auto& [text, error] : table) {
    const auto samples = read_exposition(text);
    ASSERT_FALSE(samples) << text;
    EXPECT_EQ(samples.error().context + ": " + samples.error().what, error) << text;
  }
}

RC_GTEST_PROP(Exposition, ReadsBackWhatItWrites, (double value)) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a\"\\\n {},=#")));
  RC_PRE(!text.empty());
  const auto samples = read_exposition(exposition_line("m", {{"label", text}}, value));
  RC_ASSERT(samples.has_value());
  RC_ASSERT(samples->size() == 1U);
  RC_ASSERT(samples->front().value == value);
  RC_ASSERT(samples->front().labels.at("label") == text);
}

TEST(Meters, CountEachCallOnceByFunctionAndStatus) {
  Meters meters;
  meters.set_replicas({{"astre", 1}});
  meters.observe("astre", 200, 20ms);
  meters.observe("astre", 200, 6ms);
  meters.observe("astre", 502, 30s);
  const std::string text = meters.text();
  for (const char* line :
       {"# TYPE gateway_function_invocation_total counter\n",
        "gateway_function_invocation_total{code=\"200\",function_name=\"astre\"} 2\n",
        "gateway_function_invocation_total{code=\"502\",function_name=\"astre\"} 1\n",
        "# TYPE gateway_functions_seconds histogram\n",
        "gateway_functions_seconds_bucket{function_name=\"astre\",le=\"0.005\"} 0\n",
        "gateway_functions_seconds_bucket{function_name=\"astre\",le=\"0.01\"} 1\n",
        "gateway_functions_seconds_bucket{function_name=\"astre\",le=\"0.025\"} 2\n",
        "gateway_functions_seconds_bucket{function_name=\"astre\",le=\"10\"} 2\n",
        "gateway_functions_seconds_bucket{function_name=\"astre\",le=\"+Inf\"} 3\n",
        "gateway_functions_seconds_sum{function_name=\"astre\"} 30.026\n",
        "gateway_functions_seconds_count{function_name=\"astre\"} 3\n",
        "gateway_service_count{function_name=\"astre\"} 1\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
  EXPECT_TRUE(read_exposition(text));
}

TEST(Meters, HoldABoundedNumberOfNames) {
  Meters meters;
  for (std::size_t i = 0; i < Meters::max_functions + 50; ++i) {
    meters.observe("f" + std::to_string(i), 502, 1ms);
  }
  const std::string text = meters.text();
  EXPECT_NE(text.find("invocation_total{code=\"502\",function_name=\"(other)\"} 50\n"),
            std::string::npos);
  EXPECT_EQ(text.find("\"f230\""), std::string::npos);
}

TEST(Meters, SayNothingBeforeTheFirstCall) {
  const auto samples = read_exposition(Meters().text());
  ASSERT_TRUE(samples);
  EXPECT_TRUE(samples->empty());
}

}  // namespace
}  // namespace brunt::sandbox::platform

#include "load/load_report.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/time.h"
#include "load/tdigest.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

Result made(std::uint64_t seq, int code, std::chrono::nanoseconds latency) {
  Result result;
  result.seq = seq;
  result.code = code;
  result.timestamp = WallTime(1'524'590'443s + seq * 333'333'333ns);
  result.latency = latency;
  if (code == 200) result.bytes_in = 190;
  if (code == 0) result.error = "Get \"http://shop/\": net/http: timeout awaiting response headers";
  return result;
}

std::vector<Result> minute() {
  std::vector<Result> results;
  for (std::uint64_t seq = 0; seq < 180; ++seq) {
    const bool out = seq >= 17 && seq < 59;
    results.push_back(made(seq, out ? 0 : 200, out ? 3149441740ns : 160ms + seq * 100us));
  }
  return results;
}

Metrics metrics_of(const std::vector<Result>& results) {
  Metrics metrics(true);
  for (const Result& result : results)
    metrics.add(result);
  metrics.close();
  return metrics;
}

TEST(TextReport, IsLaidOutLikeVegetas) {
  EXPECT_EQ(text_report(metrics_of(minute())),
            "Requests      [total, rate, throughput]         180, 3.02, 2.31\n"
            "Duration      [total, attack, wait]             59.845s, 59.667s, 177.9ms\n"
            "Latencies     [min, mean, 50, 90, 95, 99, max]  160ms, 865.611ms, 173.15ms, 3.149s, "
            "3.149s, 3.149s, 3.149s\n"
            "Bytes In      [total, mean]                     26220, 145.67\n"
            "Bytes Out     [total, mean]                     0, 0.00\n"
            "Success       [ratio]                           76.67%\n"
            "Status Codes  [code:count]                      0:42  200:138  \n"
            "Error Set:\n"
            "Get \"http://shop/\": net/http: timeout awaiting response headers\n");
}

TEST(TextReport, PrintsTheOldLayoutToo) {
  const std::string text = text_report_v6(metrics_of(minute()));
  EXPECT_TRUE(
      text.starts_with("Requests      [total, rate]            180, 3.02\n"
                       "Duration      [total, attack, wait]    59.844566607s, "
                       "59.666666607s, 177.9ms\n"
                       "Latencies     [mean, 50, 95, 99, max]  "))
      << text;
  EXPECT_EQ(text.find("throughput"), std::string::npos);
}

TEST(TextReport, RoundsToTheNextFinerUnit) {
  const std::pair<std::chrono::nanoseconds, const char*> cases[] = {
      {3149441740ns, "3.149s"},
      {163525954ns, "163.526ms"},
      {361287ns, "361.287µs"},
      {999ns, "999ns"},
      {59'830'500'000ns, "59.831s"},
      {61'499ms, "1m1s"},
      {3'630s, "1h1m0s"},
      {0ns, "0s"},
  };
  for (const auto& [value, text] : cases)
    EXPECT_EQ(go_duration(rounded(value)), text);
}

TEST(JsonReport, IsThatOfVegeta) {
  const std::vector<Result> results = {made(0, 200, 1ms), made(3, 503, 2ms)};
  EXPECT_EQ(json_report(metrics_of(results), nullptr),
            "{\"latencies\":{\"total\":3000000,\"mean\":1500000,\"50th\":1500000,\"90th\":2000000,"
            "\"95th\":2000000,\"99th\":2000000,\"max\":2000000,\"min\":1000000},"
            "\"bytes_in\":{\"total\":190,\"mean\":95},\"bytes_out\":{\"total\":0,\"mean\":0},"
            "\"earliest\":\"2018-04-24T17:20:43Z\",\"latest\":\"2018-04-24T17:20:43.999999999Z\","
            "\"end\":\"2018-04-24T17:20:44.001999999Z\",\"duration\":999999999,\"wait\":2000000,"
            "\"requests\":2,\"rate\":2.000000002,\"throughput\":0.9980039930119801,"
            "\"success\":0.5,\"status_codes\":{\"200\":1,\"503\":1},\"errors\":[]}\n");
}

TEST(HistogramReport, PutsLatenciesBetweenLowerBounds) {
  Buckets buckets = parse_buckets("[10ms, 100ms]").value();
  for (const auto latency : {5ms, 10ms, 50ms, 400ms})
    buckets.add(latency);
  EXPECT_EQ(histogram_report(buckets),
            "Bucket           #  %       Histogram\n"
            "[0s,     10ms]   1  25.00%  ##################\n"
            "[10ms,   100ms]  2  50.00%  #####################################\n"
            "[100ms,  +Inf]   1  25.00%  ##################\n");
  EXPECT_EQ(parse_buckets("10ms").error().what, "bad buckets: 10ms");
  EXPECT_EQ(parse_buckets("[10ms,x]").error().what, "time: invalid duration \"x\"");
  EXPECT_EQ(parse_buckets("[1m5]").error().what, "time: missing unit in duration \"1m5\"");
  EXPECT_EQ(parse_buckets("[1d]").error().what, "time: unknown unit \"d\" in duration \"1d\"");
}

TEST(HistogramReport, CountsCharactersNotBytes) {
  Buckets buckets = parse_buckets("[500us,1ms]").value();
  EXPECT_EQ(histogram_report(buckets), "Bucket    #  %  Histogram\n");
  buckets.add(600us);
  EXPECT_EQ(histogram_report(buckets).substr(0, 80),
            "Bucket           #  %        Histogram\n"
            "[0s,     500µs]  0  0.00%    \n"
            "[500µs,  ");
}

TEST(HdrplotReport, HasARowForEachOfItsQuantiles) {
  Metrics metrics = metrics_of({made(0, 200, 1ms), made(1, 200, 3ms)});
  const std::string text = hdrplot_report(metrics);
  EXPECT_TRUE(
      text.starts_with("Value(ms)  Percentile  TotalCount  1/(1-Percentile)\n"
                       "1.000000   0.000000    0           1.000000\n"))
      << text;
  EXPECT_TRUE(text.ends_with("3.000000   1.000000    2           10000000.000000\n")) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 95);
}

TEST(Metrics, CountAsSuccessWhatVegetaDoes) {
  const auto share = [](int code) { return metrics_of({made(0, code, 1ms)}).success; };
  EXPECT_EQ(share(199), 0);
  EXPECT_EQ(share(200), 1);
  EXPECT_EQ(share(399), 1);
  EXPECT_EQ(share(400), 0);
  EXPECT_EQ(share(0), 0);
}

TEST(Metrics, OfOneRequestHaveNoRate) {
  const Metrics one = metrics_of({made(0, 200, 1ms)});
  EXPECT_EQ(one.rate, 1);
  EXPECT_EQ(one.duration, 0ns);
  EXPECT_EQ(one.wait, 1ms);
}

TEST(QuantileType8, IsThatOfR) {
  const std::vector<std::chrono::nanoseconds> values = {10ns, 20ns, 30ns, 40ns};
  EXPECT_EQ(quantile_type_8(values, 0.5), 25ns);
  EXPECT_EQ(quantile_type_8(values, 0.25), 14ns);  // 14.17
  EXPECT_EQ(quantile_type_8(values, 0.99), 40ns);
  EXPECT_EQ(quantile_type_8({}, 0.5), 0ns);
}

TEST(TDigest, IsEmptyAtFirst) {
  EXPECT_TRUE(std::isnan(TDigest().quantile(0.5)));
}

RC_GTEST_PROP(TDigest, StaysNearTheExactQuantile, ()) {
  auto values = *rc::gen::resize(
      2000, rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000000))));
  TDigest digest;
  for (const int value : values)
    digest.add(value);
  std::ranges::sort(values);
  const double q = *rc::gen::element(0.5, 0.9, 0.99);
  const double found = digest.quantile(q);
  const auto at = [&](double rank) {
    const double last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::clamp(rank, 0.0, last))];
  };
  const double rank = q * static_cast<double>(values.size());
  const double slack = 2 + 0.02 * static_cast<double>(values.size());
  RC_ASSERT(found >= at(rank - slack) && found <= at(rank + slack));
}

std::string terminal_addition(const std::vector<Result>& results, const TerminalStyle& style) {
  TerminalAddition addition;
  for (const Result& result : results)
    addition.add(result);
  return addition.render(style);
}

TEST(TerminalAddition, KeepsFailuresOutOfTheSuccesses) {
  auto results = minute();
  for (Result& result : results)
    result.lateness = 50us;
  const std::string text = terminal_addition(results, {});
  EXPECT_NE(text.find("Successes only: 138, p50 171 ms, p90 177 ms"), std::string::npos) << text;
  EXPECT_NE(text.find("no answer 42  ××"), std::string::npos) << text;
  EXPECT_NE(text.find("Over time, 1 s a column, 17:20:43 to 17:21:42\n  ▁▁▁▁▁×"), std::string::npos)
      << text;
  EXPECT_NE(text.find("include 42 time-outs: 3.15 s is the time-out, not a response."),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Generator  on schedule: send error p50 0.050 ms, p99 0.050 ms; 0 late"),
            std::string::npos)
      << text;
}

TEST(TerminalAddition, HasAnAsciiFormWithoutColour) {
  const std::string text = terminal_addition(minute(), {false, false, 80});
  for (const char c : text)
    EXPECT_LT(static_cast<unsigned char>(c), 128);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("send error not in this file"), std::string::npos);
}

TEST(TerminalAddition, NeverLeavesTheWidth) {
  auto results = minute();
  results.push_back(made(1000, 200, 170ms));  // five and a half minutes in 40 columns
  const std::string text = terminal_addition(results, {false, false, 40});
  EXPECT_NE(text.find("10 s a column"), std::string::npos) << text;
}

TEST(TerminalAddition, TakesARunWithoutAnySuccess) {
  const std::string text = terminal_addition({made(0, 0, 3s)}, {});
  EXPECT_NE(text.find("Successes only: none"), std::string::npos);
}

}  // namespace
}  // namespace brunt::load

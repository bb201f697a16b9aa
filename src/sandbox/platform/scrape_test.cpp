#include "sandbox/platform/scrape.h"

#include <gtest/gtest.h>

#include "sandbox/platform/promql/evaluate.h"
#include "sandbox/platform/promql/parser.h"
#include "sandbox/platform/test_http.h"

namespace brunt::sandbox::platform {
namespace {

using namespace std::chrono_literals;
using testing::serve;

/// The only value of `query` at `time_ms`, or nothing.
std::optional<double> value(const promql::Store& store, std::string_view query,
                            std::int64_t time_ms) {
  const auto expr = promql::parse(query);
  const auto answer = promql::evaluate(**expr, store, time_ms);
  const auto& vector = std::get<promql::Vector>(*answer);
  if (vector.size() != 1) return std::nullopt;
  return vector.front().value;
}

TEST(Intake, AddsJobAndInstanceAndKeepsTheTargetsOwn) {
  promql::Store store;
  Intake intake("gateway", "10.7.240.84:8080");
  ASSERT_TRUE(intake.take(store, 1'000, 0.002, "a{job=\"mine\",code=\"200\"} 3\n"));
  EXPECT_EQ(
      value(store, "a{job='gateway',instance='10.7.240.84:8080',exported_job='mine',code='200'}",
            1'000),
      3);
}

TEST(Intake, SaysHowTheScrapeWas) {
  promql::Store store;
  Intake intake("gateway", "i");
  ASSERT_TRUE(intake.take(store, 1'000, 0.002, "a 1\nb 2\n"));
  EXPECT_EQ(value(store, "up", 1'000), 1);
  EXPECT_EQ(value(store, "scrape_samples_scraped", 1'000), 2);
  EXPECT_EQ(value(store, "scrape_series_added", 1'000), 2);
  EXPECT_EQ(value(store, "scrape_duration_seconds", 1'000), 0.002);
  ASSERT_TRUE(intake.take(store, 6'000, 0.002, "a 1\nb 2\n"));
  EXPECT_EQ(value(store, "scrape_series_added", 6'000), 0);
}

TEST(Intake, EndsASeriesThatTheNextScrapeLacks) {
  promql::Store store;
  Intake intake("gateway", "i");
  ASSERT_TRUE(intake.take(store, 1'000, 0, "a 1\nb 2\n"));
  ASSERT_TRUE(intake.take(store, 6'000, 0, "a 1\n"));
  EXPECT_EQ(value(store, "b", 5'999), 2);
  EXPECT_FALSE(value(store, "b", 6'000));
  EXPECT_EQ(value(store, "a", 6'000), 1);
}

TEST(Intake, DoesNotEndASeriesThatHasTimesOfItsOwn) {
  promql::Store store;
  Intake intake("gateway", "i");
  ASSERT_TRUE(intake.take(store, 1'000, 0, "a 1 900\n"));
  ASSERT_TRUE(intake.take(store, 6'000, 0, "b 1\n"));
  EXPECT_FALSE(value(store, "a", 899));
  EXPECT_EQ(value(store, "a", 6'000), 1);
}

TEST(Intake, EndsAllSeriesWhenAScrapeFails) {
  promql::Store store;
  Intake intake("gateway", "i");
  ASSERT_TRUE(intake.take(store, 1'000, 0, "a 1\n"));
  ASSERT_TRUE(intake.take(store, 6'000, 0, std::nullopt));
  EXPECT_FALSE(value(store, "a", 6'000));
  EXPECT_EQ(value(store, "up", 6'000), 0);
  EXPECT_FALSE(intake.take(store, 11'000, 0, "a one\n")) << "what cannot be read has failed too";
  EXPECT_EQ(value(store, "up", 11'000), 0);
}

TEST(Scraper, ReadsItsTargetAgainAndAgain) {
  std::atomic<int> calls = 0;
  const auto target = serve([&](const net::ServerRequest& request, const std::stop_token&) {
    EXPECT_EQ(request.path, "/metrics");
    return net::ServerResponse{200, {}, "calls " + std::to_string(++calls) + "\n", {}};
  });
  MetricsSettings settings;
  settings.scrape = "http://127.0.0.1:" + std::to_string(target->port()) + "/metrics";
  settings.interval = 10ms;
  settings.instance = "i";
  Samples samples;
  {
    const Scraper scraper(settings, samples);
    while (calls < 5)
      std::this_thread::yield();
  }
  EXPECT_TRUE(samples.target.up);
  const auto found = samples.store.select(
      {promql::Matcher::make(promql::metric_name, promql::Matcher::Op::equal, "calls").value()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GE(found[0]->samples.size(), 4U);
  EXPECT_EQ(found[0]->samples.front().value, 1);
}

TEST(Scraper, NotesWhyItsTargetIsDown) {
  std::atomic<int> calls = 0;
  const auto target = serve([&](const net::ServerRequest&, const std::stop_token&) {
    ++calls;
    return net::ServerResponse{503, {}, "", {}};
  });
  MetricsSettings settings;
  settings.scrape = "http://127.0.0.1:" + std::to_string(target->port()) + "/metrics";
  settings.interval = 10ms;
  Samples samples;
  {
    const Scraper scraper(settings, samples);
    while (calls < 3)
      std::this_thread::yield();
  }
  EXPECT_FALSE(samples.target.up);
  EXPECT_EQ(samples.target.error, "server returned HTTP status 503");
}

}  // namespace
}  // namespace brunt::sandbox::platform

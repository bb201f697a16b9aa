#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "impact/events.h"
#include "impact/log_forms.h"
#include "impact/logs.h"
#include "impact/metrics.h"
#include "impact/scrapes.h"
#include "impact/secrets.h"
#include "impact/test_run.h"

namespace brunt::impact {
namespace {

Json log_probe(const Json& output, double at, const std::string& last = "") {
  Json arguments = {{"label_selector", "app=gateway"}, {"ns", "openfaas"}};
  if (!last.empty()) arguments["last"] = last;
  return {{"activity",
           {{"type", "probe"},
            {"name", "read-logs"},
            {"provider",
             {{"type", "python"},
              {"module", "chaosk8s.pod.probes"},
              {"func", "read_pod_logs"},
              {"arguments", arguments}}}}},
          {"output", output},
          {"start", test_time(at)},
          {"end", test_time(at + 0.1)},
          {"status", "succeeded"}};
}

Json metric_probe(const Json& result) {
  return {
      {"activity",
       {{"type", "probe"},
        {"name", "query"},
        {"provider",
         {{"type", "python"},
          {"module", "chaosprometheus.probes"},
          {"func", "query_interval"},
          {"arguments", {{"query", "requests_total"}}}}}}},
      {"output", {{"status", "success"}, {"data", {{"resultType", "matrix"}, {"result", result}}}}},
      {"start", test_time(61)},
      {"end", test_time(61.1)},
      {"status", "succeeded"}};
}

std::string forwarded(double at, int status, double took) {
  return fmt::format(
      "{} 2026/03/01 10:00:00 Forwarded [GET] to /function/astre - [{}] - {:.6f} seconds\n",
      test_time(at), status, took);
}

Journal journal_with(const Json& entry) {
  Json journal = TestRun{}.journal();
  journal["run"].push_back(entry);
  return read_journal(journal).value();
}

int status_in(std::string_view line) {
  return read_line_form(line, {}).status;
}

TEST(Logs, ReadStatusAndTimeOfKnownForms) {
  EXPECT_EQ(status_in("Forwarded [GET] to /function/astre - [502] - 30.000175 seconds"), 502);
  EXPECT_EQ(status_in(R"(10.0.0.1 - - [24/Apr/2018] "GET /shop?q=1 HTTP/1.1" 404 12)"), 404);
  EXPECT_EQ(status_in("level=info status=503 msg=done"), 503);
  EXPECT_EQ(status_in("took 200 ms, room 404"), 0);
  const LineForm common = read_line_form(R"(10.0.0.1 "GET /shop?q=1 HTTP/1.1" 404 12)", {});
  EXPECT_EQ(common.method, "GET");
  EXPECT_EQ(common.path, "/shop");
  EXPECT_EQ(read_line_form("Forwarded [GET] to /f - [502] - 30.000175 seconds", {}).seconds,
            30.000175);
}

TEST(Logs, AreReadPodByPodAndEmptyOnesStay) {
  const Json two = {{"gateway-a", forwarded(1, 200, 0.01) + forwarded(2, 200, 0.01)},
                    {"gateway-b", ""}};
  const auto lanes = read_logs(journal_with(log_probe(two, 61)));
  ASSERT_EQ(lanes.size(), 2U);
  EXPECT_EQ(lanes[0].lines.size(), 2U);
  EXPECT_EQ(lanes[1].name, "gateway-b");
  EXPECT_TRUE(lanes[1].lines.empty());
  EXPECT_FALSE(lanes[1].silence_start.has_value());
}

TEST(Logs, KeepHostileTextAsTextAndMaskSecrets) {
  const Json output = {{"pod", test_time(1) + " <script>alert(1)</script> \xff\n" + test_time(2) +
                                   " Authorization: Bearer abcdef0123456789\nno time here\n"}};
  const auto lanes = read_logs(journal_with(log_probe(output, 61)));
  ASSERT_EQ(lanes.at(0).lines.size(), 3U);
  EXPECT_EQ(lanes[0].lines[0].text, "<script>alert(1)</script> \ufffd");
  EXPECT_EQ(lanes[0].lines[1].text, "Authorization: ••••••");
  EXPECT_EQ(lanes[0].lines[2].at, lanes[0].lines[1].at);  // continues the line before
}

TEST(Logs, OfTwoGatewaysAreAddedUp) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  std::string a;
  std::string b;
  for (std::size_t i = 0; i < run.n; ++i) {
    const double sent = static_cast<double>(i) / run.rate;
    std::string& log = i % 2 == 0 ? a : b;
    if (!run.bad(i)) log += forwarded(sent + 0.01, 200, 0.005);
  }
  Json journal = run.journal();
  journal["run"].push_back(log_probe({{"gateway-a", a}, {"gateway-b", b}}, 60.5));
  const auto model = analysed(run, journal);
  ASSERT_FALSE(model.reconciliation.empty());
  EXPECT_EQ(model.reconciliation[0].source, "log, 200");
  EXPECT_EQ(model.reconciliation[0].predicted, "160");
  EXPECT_TRUE(model.reconciliation[0].equal);
}

TEST(Logs, ReadBeforeAnyFailureWasWrittenSaySo) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  std::string log;
  for (std::size_t i = 0; i < 100; ++i) {
    if (!run.bad(i)) log += forwarded(static_cast<double>(i) / run.rate + 0.01, 200, 0.005);
  }
  Json journal = run.journal();
  journal["run"].push_back(log_probe({{"gateway-a", log}}, 33.2));
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.reconciliation.at(1).predicted, "0 to 20");
  EXPECT_EQ(model.reconciliation.at(1).seen, "0");
  EXPECT_TRUE(model.reconciliation.at(1).equal);
  EXPECT_EQ(model.reconciliation.at(1).reason, "20 not written by then");
  EXPECT_NE(std::find(model.blind_spots.begin(), model.blind_spots.end(),
                      "20 failures were not in the server's log when it was read"),
            model.blind_spots.end());
}

TEST(Logs, OfAnotherSystemFailTheIdentityCheck) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  Json journal = run.journal();
  journal["run"].push_back(log_probe({{"gateway-a", ""}}, 60.5));
  const auto model = analysed(run, journal);
  const auto identity = std::find_if(model.checks.begin(), model.checks.end(),
                                     [](const Check& c) { return c.name == "Identity"; });
  EXPECT_EQ(identity->passed, false);
  EXPECT_NE(model.confidence, "high");
  EXPECT_NE(std::find(model.blind_spots.begin(), model.blind_spots.end(),
                      "log read by read-logs holds none of the load's requests"),
            model.blind_spots.end());
}

TEST(Logs, ThatDisagreeAreTold) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  std::string log;  // says that all were answered
  for (std::size_t i = 0; i < run.n; ++i) {
    log += forwarded(static_cast<double>(i) / run.rate + 0.01, 200, 0.005);
  }
  Json journal = run.journal();
  journal["run"].push_back(log_probe({{"gateway-a", log}}, 60.5));
  const auto model = analysed(run, journal);
  EXPECT_FALSE(model.reconciliation.at(0).equal);
  EXPECT_NE(std::find(model.blind_spots.begin(), model.blind_spots.end(),
                      "log, 200 says 180, the requests predict 160"),
            model.blind_spots.end());
}

TEST(Metrics, KeepFractionsAndSkipWhatIsNoNumber) {
  const double zero = 1772359200;
  Json values = Json::array();
  for (const char* value : {"0.25", "NaN", "0.75", "+Inf", "0.5"}) {
    values.push_back({zero + static_cast<double>(values.size()), value});
  }
  const Json result = Json::array({{{"metric", {{"__name__", "load"}}}, {"values", values}}});
  const auto readings = read_metrics(journal_with(metric_probe(result)));
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_FALSE(readings[0].counter);
  const MetricSeries& series = readings[0].lane.series.at(0);
  EXPECT_EQ(series.first, 0.25);
  EXPECT_EQ(series.last, 0.5);
  ASSERT_EQ(series.steps.size(), 2U);
  EXPECT_EQ(series.steps[0].increase, 0.5);
  EXPECT_EQ(series.steps[1].increase, -0.25);
}

TEST(Metrics, CountFromZeroAfterARestartAndFromBirth) {
  Json old = Json::array();
  Json born = Json::array();
  const double zero = 1772359200;
  for (int i = 0; i <= 20; ++i) {
    old.push_back({zero + i, i < 10 ? "7" : "3"});
    if (i >= 10) born.push_back({zero + i, "4"});
  }
  const Json result = Json::array(
      {{{"metric", {{"__name__", "requests_total"}, {"code", "200"}}}, {"values", old}},
       {{"metric", {{"__name__", "requests_total"}, {"code", "502"}}}, {"values", born}}});
  const auto readings = read_metrics(journal_with(metric_probe(result)));
  const auto& series = readings.at(0).lane.series;
  EXPECT_EQ(series.at(0).label, "code 200");
  ASSERT_EQ(series[0].steps.size(), 1U);
  EXPECT_EQ(series[0].steps[0].increase, 3);
  ASSERT_EQ(series.at(1).steps.size(), 1U);
  EXPECT_EQ(series[1].steps[0].increase, 4);
  EXPECT_TRUE(counts_failures(series[1]));
  EXPECT_FALSE(counts_failures(series[0]));
}

TEST(Metrics, FromOutputsOfAnyShapeDoNotStopTheReport) {
  for (const char* text :
       {R"({"data": {"resultType": "matrix", "result": [{}]}})",
        R"({"data": {"resultType": "matrix", "result": []}})",
        R"({"resultType": "matrix", "result": [{"values": [[1], 2, ["x", "y"]]}]})",
        R"({"data": {"resultType": "vector", "result": [1]}})", R"([])"}) {
    Json entry = metric_probe(Json::array());
    entry["output"] = parse_json(text).value();
    TestRun run;
    Json journal = run.journal();
    journal["run"].push_back(entry);
    EXPECT_EQ(analysed(run, journal).outcome, Verdict::inconclusive) << text;
  }
}

TEST(Scrapes, HaveTheIntervalThatExplainsTheirTimes) {
  EXPECT_EQ(scrape_interval({45.15, 50.15, 65.15, 70.15, 75.15}, 1), 5);
  EXPECT_EQ(scrape_interval({4, 19, 34, 79}, 1), 15);
  EXPECT_EQ(scrape_interval({5, 9, 15, 20, 24}, 1), 5);  // seen up to a step late
  EXPECT_EQ(scrape_interval({1, 2, 3, 4}, 1), 0);        // no finer than the step: unknown
  EXPECT_EQ(scrape_interval({5, 10}, 1), 0);
}

TEST(Scrapes, AreTimedByTheEventsTheyCount) {
  MetricReading metric;
  metric.counter = true;
  metric.step_seconds = 1;
  metric.lane.scrape_interval_seconds = 5;
  const auto at = [](double s) {
    return WallTime(std::chrono::nanoseconds(std::llround(s * 1e9)));
  };
  metric.lane.from = at(1000);
  metric.lane.to = at(1030);
  // Scraped at 1004.4, 1009.4, ...; asked at whole seconds.
  std::vector<double> events;
  for (int i = 0; i < 29; ++i)
    events.push_back(1000.2 + i);
  MetricSeries series{"code 200", 0, 0, {}};
  for (int k = 0; k < 6; ++k) {
    const double scrape = 1004.4 + 5 * k;
    const auto count = std::count_if(events.begin(), events.end(),
                                     [&](double e) { return e > scrape - 5 && e <= scrape; });
    if (count > 0) series.steps.push_back({at(std::ceil(scrape)), static_cast<double>(count)});
  }
  metric.lane.series = {series};
  const auto fit = fit_scrapes(metric, {{200, events}}, 999);
  ASSERT_TRUE(fit.has_value());
  EXPECT_TRUE(fit->exact);
  EXPECT_LE(fit->delay_seconds.low, 0.6);
  EXPECT_GE(fit->delay_seconds.high, 0.6);
  EXPECT_EQ(fit->predicted.at(200), fit->seen.at(200));
  // Where the first sample has counted already, only growth after it is held against events.
  metric.lane.from = at(1005);
  metric.lane.series[0].steps.erase(metric.lane.series[0].steps.begin());
  const auto later = fit_scrapes(metric, {{200, events}}, 999);
  ASSERT_TRUE(later.has_value());
  EXPECT_TRUE(later->exact);
  EXPECT_EQ(later->seen.at(200), fit->seen.at(200) - 5);
}

TEST(Secrets, AreMaskedInTextsAndTrees) {
  EXPECT_EQ(mask_text("curl https://me:hunter2@shop/x?token=abc123&q=1"),
            "curl https://••••••@shop/x?token=••••••&q=1");
  EXPECT_EQ(mask_text("Authorization: Bearer eyJhbGciOi.x"), "Authorization: ••••••");
  EXPECT_EQ(mask_text("-header=Authorization:Basic Zm9vOmJhcg== -rate=3"),
            "-header=Authorization:•••••• -rate=3");
  EXPECT_EQ(mask_text("--api-key s3cr3t"), "--api-key ••••••");
  EXPECT_EQ(mask_text("100 tokens of 3"), "100 tokens of 3");
  const Json tree = {
      {"password", "x"}, {"headers", {{"X-Api-Key", "k"}}}, {"ns", "shop"}, {"secret_name", "db"}};
  EXPECT_EQ(
      to_text(mask(tree)),
      R"({"password":"••••••","headers":{"X-Api-Key":"••••••"},"ns":"shop","secret_name":"db"})");
}

TEST(Secrets, AreNowhereInTheModel) {
  TestRun run;
  Json journal = run.journal();
  journal["run"][1]["activity"]["provider"]["arguments"]["api_token"] = "tr0ub4dor";
  journal["run"][0]["activity"]["provider"]["arguments"] =
      "attack -rate=3 -header 'Authorization: Bearer tr0ub4dor' -output=result.csv";
  journal["run"][0]["output"]["stdout"] = "password=tr0ub4dor";
  journal["steady_states"]["before"]["probes"][0]["activity"]["provider"]["headers"] = {
      {"Authorization", "Bearer tr0ub4dor"}};
  journal["steady_states"]["before"]["probes"][0]["output"]["headers"] = {
      {"Set-Cookie", "tr0ub4dor"}};
  const auto model = analysed(run, journal);
  EXPECT_EQ(model.all->total, 180U);
  for (const ActivityBar& bar : model.activities) {
    for (const std::string& text : {to_text(bar.arguments), bar.observed, bar.output_summary,
                                    bar.output_text, bar.provider}) {
      EXPECT_EQ(text.find("tr0ub4dor"), std::string::npos) << bar.name << ": " << text;
    }
  }
  for (const auto& [name, value] : model.reproduce) {
    EXPECT_EQ(value.find("tr0ub4dor"), std::string::npos) << name;
  }
}

TEST(Logs, AreReadInTheFormsThatServersWrite) {
  const WallTime near = parse_time("2018-04-25T10:00:00Z").value();
  struct Row {
    const char* line;
    const char* form;
    const char* at;
    int status;
    bool error;
    const char* request;
    double seconds;
  };
  for (
      const Row& row : {
          Row{R"(10.0.0.1 - bob [24/Apr/2018:19:20:42 +0200] "GET /shop?q=1 HTTP/1.1" 502 12 "-" "curl/8" 0.250)",
              "combined", "2018-04-24T17:20:42.0Z", 502, false, "GET /shop", 0.25},
          Row{R"({"time":"2018-04-24T17:20:42.5Z","level":"ERROR","msg":"no","status":503,"method":"GET","path":"/shop?x","duration_ms":12})",
              "json", "2018-04-24T17:20:42.5Z", 503, true, "GET /shop", 0.012},
          Row{R"({"ts":1524590442.5,"severity":"info","url":"http://shop.test/cart?a","code":"200"})",
              "json", "2018-04-24T17:20:42.5Z", 200, false, " /cart", -1},
          Row{R"(time="2018-04-24T17:20:42Z" level=error msg="dial tcp: time out" status=502 duration=1.5s)",
              "logfmt", "2018-04-24T17:20:42.0Z", 502, true, " ", 1.5},
          Row{"E0424 17:20:42.904752       1 controller.go:12] sync failed", "klog",
              "2018-04-24T17:20:42.9Z", 0, true, " ", -1},
          Row{"I0101 00:00:01.000000       1 a.go:1] hello", "klog", "2018-01-01T00:00:01.0Z", 0,
              false, " ", -1},
          Row{"2018/04/24 17:20:42 Forwarded [POST] to /function/astre - [200] - 0.015 seconds",
              "gateway", "", 200, false, "POST /function/astre", 0.015},
          Row{"upstream said: connection refused, error 7", "", "", 0, true, " ", -1},
          Row{"hello", "", "", 0, false, " ", -1},
      }) {
    const LineForm read = read_line_form(row.line, near);
    EXPECT_EQ(read.form, row.form) << row.line;
    EXPECT_EQ(read.at ? rfc3339(*read.at, 1) : "", std::string(row.at)) << row.line;
    EXPECT_EQ(read.status, row.status) << row.line;
    EXPECT_EQ(read.error, row.error) << row.line;
    EXPECT_EQ(read.method + " " + read.path, row.request) << row.line;
    EXPECT_EQ(read.seconds.value_or(-1), row.seconds) << row.line;
  }
}

TEST(Logs, TakeKubernetesTimesOffTheirFront) {
  std::string_view line = "2018-04-24T17:20:42.904752413Z stderr F level=error msg=a";
  const auto at = take_time(line);
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(rfc3339(*at), "2018-04-24T17:20:42.904752413Z");
  EXPECT_EQ(line, "level=error msg=a");
  std::string_view none = "it is-not a time at all";
  EXPECT_FALSE(take_time(none).has_value());
}

TEST(Logs, AreFoundInWhatAProcessPrinted) {
  Json entry = log_probe(nullptr, 61);
  entry["activity"]["provider"] = {{"type", "process"}, {"path", "kubectl"}};
  std::string printed;
  for (int i = 0; i < 5; ++i)
    printed +=
        "time=" + test_time(i) + " level=error msg=\"upstream " + std::to_string(i) + " gone\"\n";
  entry["output"] = {{"status", 0}, {"stdout", printed}, {"stderr", ""}};
  const auto lanes = read_logs(journal_with(entry));
  ASSERT_EQ(lanes.size(), 1U);
  EXPECT_EQ(lanes[0].name, "read-logs");
  EXPECT_EQ(lanes[0].form, "logfmt");
  EXPECT_EQ(lanes[0].lines.size(), 5U);
  ASSERT_EQ(lanes[0].groups.size(), 1U);
  EXPECT_EQ(lanes[0].groups[0].count, 5U);
  EXPECT_EQ(lanes[0].groups[0].context.size(), 5U);
  entry["output"] = {{"status", 0}, {"stdout", "deployment scaled\nall is well\nbye\n"}};
  EXPECT_TRUE(read_logs(journal_with(entry)).empty());
}

TEST(Clocks, TwoMinutesOffAreTakenOffAndTold) {
  TestRun run;
  run.bad = [](std::size_t i) { return i >= 20 && i < 40; };
  std::string text;
  for (std::size_t i = 0; i < 180; ++i) {
    const double sent = static_cast<double>(i) / 3;
    if (!run.bad(i)) text += forwarded(sent + 120.01, 200, 0.01);
  }
  Json journal = run.journal();
  journal["run"].push_back(log_probe({{"gateway", text}}, 61));
  const auto model = analysed(run, journal);
  ASSERT_EQ(model.logs.size(), 1U);
  EXPECT_NEAR(model.logs[0].clock_shift_seconds, 120, 0.02);
  EXPECT_NEAR(seconds(model.logs[0].lines.front().at - model.requests.front().sent), 0.01, 0.02);
  const auto clocks = std::find_if(model.checks.begin(), model.checks.end(),
                                   [](const Check& c) { return c.name == "Clocks"; });
  ASSERT_NE(clocks, model.checks.end());
  EXPECT_EQ(clocks->passed, false);
  EXPECT_EQ(clocks->evidence, "the clock of gateway is 2 min ahead of the client's; taken off");
  EXPECT_EQ(model.reconciliation.at(0).equal, true) << model.reconciliation.at(0).seen;
}

TEST(Metrics, KnowRawSamplesAndSamplesThatAreNoNumbers) {
  const Json labels = {{"__name__", "requests_total"}, {"code", "200"}};
  const Json values =
      Json::array({{100.25, "1"}, {105.25, "NaN"}, {110.25, "0.5"}, {115.25, "+Inf"}});
  Json entry = metric_probe(Json::array({{{"metric", labels}, {"values", values}}}));
  entry["activity"]["provider"]["func"] = "query";
  entry["activity"]["provider"]["arguments"]["query"] = "requests_total[1m]";
  const auto raw = read_metrics(journal_with(entry));
  ASSERT_EQ(raw.size(), 1U);
  EXPECT_TRUE(raw[0].lane.true_times);
  EXPECT_EQ(raw[0].lane.odd_samples, 2U);
  EXPECT_EQ(raw[0].lane.scrape_interval_seconds, 5);
  entry["activity"]["provider"]["func"] = "query_interval";
  EXPECT_FALSE(read_metrics(journal_with(entry)).at(0).lane.true_times);
}

/// A counter scraped every 15 s from `from` to 100, asked for every second: ten failures are in the
/// scrapes at 19 and 34.
Json failing_counter(int from) {
  Json good = Json::array();
  Json bad = Json::array();
  const double zero = seconds(parse_time(test_time(0)).value().time_since_epoch());
  for (int at = from; at <= 100; ++at) {
    const int scrapes = (at + 146) / 15;  // at 4 + 15 k
    good.push_back({zero + at, std::to_string(45 * scrapes)});
    bad.push_back({zero + at, at < 19 ? "0" : at < 34 ? "10" : "20"});
  }
  return metric_probe(Json::array(
      {{{"metric", {{"__name__", "requests_total"}, {"code", "200"}}}, {"values", good}},
       {{"metric", {{"__name__", "requests_total"}, {"code", "502"}}}, {"values", bad}}}));
}

TEST(Metrics, ThatCountFailuresTellWhenTheyWereOffTheirBaseline) {
  const TestRun run;  // the fault is at 6 s
  Json journal = run.journal();
  journal["run"].push_back(failing_counter(-120));
  const auto model = analysed(run, journal);
  ASSERT_EQ(model.metrics.size(), 1U);
  const MetricLane& lane = model.metrics[0];
  ASSERT_EQ(lane.scrape_interval_seconds, 15);
  ASSERT_EQ(lane.windows.size(), 1U);
  EXPECT_EQ(lane.windows[0].start, parse_time(test_time(4)).value());
  EXPECT_EQ(lane.windows[0].end, parse_time(test_time(34)).value());
  EXPECT_FALSE(lane.windows[0].open);
  EXPECT_EQ(lane.windows[0].resolution_seconds, 15);
  const auto source = std::find_if(model.sources.begin(), model.sources.end(),
                                   [](const Source& s) { return s.kind == "metric"; });
  ASSERT_NE(source, model.sources.end());
  const std::string told =
      "; failures above their baseline from 10:00:04 to 10:00:34, to within 15 s";
  EXPECT_TRUE(source->note.ends_with(told)) << source->note;
}

TEST(Metrics, HaveNoWindowsWithoutFiveScrapesBeforeTheFault) {
  const TestRun run;
  Json journal = run.journal();
  journal["run"].push_back(failing_counter(-40));
  const auto model = analysed(run, journal);
  ASSERT_EQ(model.metrics.size(), 1U);
  EXPECT_EQ(model.metrics[0].scrape_interval_seconds, 15);
  EXPECT_TRUE(model.metrics[0].windows.empty());
}

TEST(Metrics, OfTimesThatNoClockCountsAreLeftOut) {
  const Json labels = {{"__name__", "requests_total"}, {"code", "200"}};
  const Json values = Json::array({{1e30, "1"}, {-1e12, "2"}, {9.3e9, "3"}, {100, "4"}});
  const Json entry = metric_probe(Json::array({{{"metric", labels}, {"values", values}}}));
  const auto lane = read_metrics(journal_with(entry)).at(0).lane;
  EXPECT_EQ(lane.from, lane.to);
  EXPECT_EQ(lane.to, WallTime(std::chrono::seconds(100)));
}

TEST(LogForms, TakeNoTimeThatNoClockCounts) {
  EXPECT_TRUE(read_line_form(R"({"ts": 1772359200, "msg": "x"})", {}).at);
  EXPECT_EQ(read_line_form(R"({"ts": 9500000000, "msg": "x"})", {}).at,
            WallTime(std::chrono::seconds(9'500'000)));  // milliseconds
}

TEST(Events, AreFoundWhereverTheyStand) {
  const Json event = {{"kind", "Event"},
                      {"reason", "Killing"},
                      {"type", "Normal"},
                      {"message", "Stopping container, token=abcdef123456"},
                      {"count", 2},
                      {"lastTimestamp", "2026-03-01T10:00:06Z"},
                      {"involvedObject", {{"kind", "Pod"}, {"name", "shop-1"}}}};
  Json earlier = event;
  earlier["reason"] = "Unhealthy";
  earlier["type"] = "Warning";
  earlier["eventTime"] = "2026-03-01T10:00:05.250000Z";
  Json entry = log_probe({{"items", Json::array({event, earlier, event})}}, 61);
  const auto events = read_events(journal_with(entry));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].reason, "Unhealthy");
  EXPECT_TRUE(events[0].warning);
  EXPECT_LT(events[0].precision_seconds, 1e-3);
  EXPECT_EQ(events[1].object, "Pod shop-1");
  EXPECT_EQ(events[1].count, 2U);
  EXPECT_EQ(events[1].message.find("abcdef123456"), std::string::npos);
  entry["output"] = {{"status", 0}, {"stdout", to_text(Json{{"items", Json::array({event})}}, 2)}};
  EXPECT_EQ(read_events(journal_with(entry)).size(), 1U);
  entry["output"] = {{"status", 0}, {"stdout", "{\"involvedObject\": cut"}};
  EXPECT_TRUE(read_events(journal_with(entry)).empty());
}

}  // namespace
}  // namespace brunt::impact

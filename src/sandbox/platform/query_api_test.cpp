#include "sandbox/platform/query_api.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace brunt::sandbox::platform {
namespace {

/// The series of the seed around its outage: scrapes every 5 s.
struct Fixture {
  Samples samples;
  MetricsSettings settings;
  QueryApi api{settings, samples};

  Fixture() {
    const std::pair<std::int64_t, double> scrapes[] = {
        {1524590440000, 6436}, {1524590444500, 6440}, {1524590449500, 6454}, {1524590454500, 6454}};
    for (const auto& [at, value] : scrapes) {
      samples.store.append({{"__name__", "gateway_function_invocation_total"},
                            {"code", "200"},
                            {"function_name", "astre"},
                            {"instance", "10.7.240.84:8080"},
                            {"job", "gateway"}},
                           {at, value});
      samples.store.append({{"__name__", "up"}, {"job", "gateway"}}, {at, 1});
    }
  }

  net::ServerResponse get(std::string target) {
    net::ServerRequest request;
    request.method = "GET";
    request.target = std::move(target);
    const auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = pairs(request.target.substr(mark + 1));
    return api.handle(request, parse_time("2018-04-24T17:20:55Z").value());
  }
  net::ServerResponse post(std::string path, std::string form) {
    net::ServerRequest request;
    request.method = "POST";
    request.target = request.path = std::move(path);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::move(form);
    return api.handle(request, parse_time("2018-04-24T17:20:55Z").value());
  }

 private:
  static std::vector<std::pair<std::string, std::string>> pairs(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& part : split(text, '&')) {
      const auto equals = part.find('=');
      out.emplace_back(
          net::percent_decode(part.substr(0, equals), true),
          equals == std::string::npos ? "" : net::percent_decode(part.substr(equals + 1), true));
    }
    return out;
  }
};

TEST(QueryApi, AnswersTheSeedsQueryInTheSeedsShape) {
  Fixture f;
  const auto answer = f.get(
      "/api/v1/query_range?query=gateway_function_invocation_total%7Bfunction_name%3D%27astre%27%7D"
      "&start=2018-04-24T17:20:43.15Z&end=2018-04-24T17:20:46.15Z&step=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(
      answer.body,
      R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":)"
      R"({"__name__":"gateway_function_invocation_total","code":"200","function_name":"astre",)"
      R"("instance":"10.7.240.84:8080","job":"gateway"},"values":[[1524590443.150,"6436"],)"
      R"([1524590444.150,"6436"],[1524590445.150,"6440"],[1524590446.150,"6440"]]}]}})");
}

TEST(QueryApi, IncludesBothEndsOfTheRange) {
  Fixture f;
  const Json answer =
      parse_json(f.get("/api/v1/query_range?query=vector(1)&start=0&end=60&step=1").body).value();
  EXPECT_EQ(answer["data"]["result"][0]["values"].size(), 61U);
}

TEST(QueryApi, AnswersAnInstantQueryNowOrWhenAsked) {
  Fixture f;
  EXPECT_EQ(f.get("/api/v1/query?query=up").body,
            R"({"status":"success","data":{"resultType":"vector","result":[)"
            R"({"metric":{"__name__":"up","job":"gateway"},"value":[1524590455,"1"]}]}})");
  EXPECT_EQ(f.get("/api/v1/query?query=up&time=1524590400").body,
            R"({"status":"success","data":{"resultType":"vector","result":[]}})");
  EXPECT_EQ(f.get("/api/v1/query?query=1%2B1&time=1.5").body,
            R"({"status":"success","data":{"resultType":"scalar","result":[1.500,"2"]}})");
  EXPECT_EQ(f.get("/api/v1/query?query=%22a%5C%22%22&time=1").body,
            R"({"status":"success","data":{"resultType":"string","result":[1,"a\""]}})");
  EXPECT_EQ(f.get("/api/v1/query?query=ALERTS").body,
            R"({"status":"success","data":{"resultType":"vector","result":[]}})");
  EXPECT_EQ(
      f.get("/api/v1/query?query=up%5B6s%5D").body,
      R"({"status":"success","data":{"resultType":"matrix","result":[)"
      R"({"metric":{"__name__":"up","job":"gateway"},"values":[[1524590449.500,"1"],[1524590454.500,"1"]]}]}})");
}

TEST(QueryApi, TakesAFormToo) {
  Fixture f;
  EXPECT_EQ(f.post("/api/v1/query", "query=up&time=1524590455").body,
            f.get("/api/v1/query?query=up").body);
  EXPECT_EQ(f.post("/api/v1/query_range", "query=up&start=1&end=2&step=1s").status, 200);
}

TEST(QueryApi, RefusesWithPrometheusCodesAndWords) {
  Fixture f;
  struct Row {
    const char* target;
    int status;
    const char* type;
    const char* error;
  };
  const Row table[] = {
      {"/api/v1/query", 400, "bad_data",
       "invalid parameter \"query\": 1:1: parse error: no expression found in input"},
      {"/api/v1/query?query=up%7B", 400, "bad_data",
       "invalid parameter \"query\": 1:4: parse error: unexpected end of input, expected label"},
      {"/api/v1/query?query=up&time=soon", 400, "bad_data",
       "invalid parameter \"time\": cannot parse \"soon\" to a valid timestamp"},
      {"/api/v1/query?query=up&timeout=x", 400, "bad_data",
       "invalid parameter \"timeout\": cannot parse \"x\" to a valid duration"},
      {"/api/v1/query_range?query=up&start=1&end=2", 400, "bad_data",
       "invalid parameter \"step\": cannot parse \"\" to a valid duration"},
      {"/api/v1/query_range?query=up&end=2&step=1", 400, "bad_data",
       "invalid parameter \"start\": cannot parse \"\" to a valid timestamp"},
      {"/api/v1/query_range?query=up&start=2&end=1&step=1", 400, "bad_data",
       "invalid parameter \"end\": end timestamp must not be before start time"},
      {"/api/v1/query_range?query=up&start=1&end=2&step=0", 400, "bad_data",
       "invalid parameter \"step\": zero or negative query resolution step widths are not "
       "accepted. "
       "Try a positive integer"},
      {"/api/v1/query_range?query=up&start=0&end=11001&step=1", 400, "bad_data",
       "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query "
       "resolution (?step=XX)"},
      {"/api/v1/query_range?query=up%5B1m%5D&start=1&end=2&step=1", 400, "bad_data",
       "invalid parameter \"query\": invalid expression type \"range vector\" for range query, "
       "must be "
       "Scalar or instant Vector"},
      {"/api/v1/series", 400, "bad_data", "no match[] parameter provided"},
      {"/api/v1/query?query=up%20%2F%20on()%20%7Bjob%3D%22gateway%22%7D", 422, "execution",
       nullptr},
      {"/api/v1/query?query=topk(1,up)", 422, "execution", nullptr},
      {"/api/v1/query_exemplars?query=up", 404, "not_found", nullptr}};
  for (const Row& row : table) {
    const auto answer = f.get(row.target);
    EXPECT_EQ(answer.status, row.status) << row.target << answer.body;
    const Json body = parse_json(answer.body).value();
    EXPECT_EQ(body["status"], "error");
    EXPECT_EQ(body["errorType"], row.type);
    if (row.error != nullptr) {
      EXPECT_EQ(body["error"], row.error);
    }
  }
}

TEST(QueryApi, LetsElevenThousandAndOnePointsPass) {
  Fixture f;
  const auto answer = f.get("/api/v1/query_range?query=vector(1)&start=0&end=11000&step=1");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(parse_json(answer.body).value()["data"]["result"][0]["values"].size(), 11'001U);
}

TEST(QueryApi, ListsSeriesAndLabels) {
  Fixture f;
  EXPECT_EQ(
      f.get("/api/v1/series?match[]=up&match[]=%7Bjob%3D%22gateway%22%2C__name__%3D%22up%22%7D")
          .body,
      R"({"status":"success","data":[{"__name__":"up","job":"gateway"}]})");
  EXPECT_EQ(f.get("/api/v1/labels").body,
            R"({"status":"success","data":["__name__","code","function_name","instance","job"]})");
  EXPECT_EQ(f.get("/api/v1/label/__name__/values").body,
            R"({"status":"success","data":["gateway_function_invocation_total","up"]})");
  EXPECT_EQ(f.get("/api/v1/label/code/values?match[]=up").body,
            R"({"status":"success","data":[]})");
  EXPECT_EQ(f.get("/api/v1/series?match[]=up&start=1524590500").body,
            R"({"status":"success","data":[]})");
}

TEST(QueryApi, NamesItselfAnEmulator) {
  Fixture f;
  EXPECT_NE(f.get("/api/v1/status/buildinfo").body.find("brunt-sandbox"), std::string::npos);
  EXPECT_EQ(f.get("/-/healthy").status, 200);
  EXPECT_EQ(f.get("/-/ready").status, 200);
  EXPECT_EQ(f.get("/graph").status, 200);
  EXPECT_EQ(f.get("/api/v1/alerts").body, R"({"status":"success","data":{"alerts":[]}})");
  EXPECT_EQ(f.get("/nothing").status, 404);
}

TEST(QueryApi, TellsHowItsTargetIs) {
  Fixture f;
  const auto health = [&] {
    return parse_json(f.get("/api/v1/targets").body).value()["data"]["activeTargets"][0];
  };
  EXPECT_EQ(health()["health"], "unknown");
  f.samples.target = {false, "connection refused", parse_time("2018-04-24T17:20:50Z").value(), 0.01,
                      true};
  EXPECT_EQ(health()["health"], "down");
  EXPECT_EQ(health()["lastError"], "connection refused");
}

}  // namespace
}  // namespace brunt::sandbox::platform

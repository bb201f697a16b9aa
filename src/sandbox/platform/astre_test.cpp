#include "sandbox/platform/astre.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"

namespace brunt::sandbox::platform {
namespace {

constexpr std::chrono::sys_days today{std::chrono::year{2018} / 4 / 24};

std::string error_of(std::string_view question) {
  const Answer answer = astre(question, today);
  EXPECT_EQ(answer.status, 400) << question;
  return string_or(parse_json(answer.body).value(), "error");
}

TEST(Astre, AnswersForACity) {
  const Answer answer = astre(R"({"city": "London"})", today);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(
      answer.body,
      R"({"city":"London","date":"2018-04-24","zone":"UTC",)"
      R"("sun":{"rise":"04:46","transit":"11:59","set":"19:12"},)"
      R"("moon":{"rise":"12:29","set":"02:43","phase":"waxing gibbous","illumination":0.68}})");
}

TEST(Astre, AnswersInAboutAHundredAndNinetyBytes) {
  for (const char* city : {"London", "New York", "Sydney", "Paris"}) {
    const Answer answer = astre(std::string(R"({"city":")") + city + R"("})", today);
    EXPECT_EQ(answer.status, 200);
    EXPECT_NEAR(static_cast<double>(answer.body.size()), 185, 10) << answer.body;
  }
}

TEST(Astre, AnswersForCoordinatesAndADate) {
  const Answer answer = astre(R"({"lat": 69.65, "lon": 18.96, "date": "2018-12-21"})", today);
  ASSERT_EQ(answer.status, 200);
  const Json sun = parse_json(answer.body).value()["sun"];
  EXPECT_TRUE(sun["rise"].is_null());
  EXPECT_EQ(sun["stays"], "down");
}

TEST(Astre, RefusesWhatItCannotReadWithAReason) {
  const std::pair<const char*, const char*> table[] = {
      {"", "the body is empty"},
      {"  \n", "the body is empty"},
      {"[1]", "the body is no JSON object"},
      {"{}", "neither 'city' nor 'lat' and 'lon' is given"},
      {R"({"city": 7})", "'city' is 7, not a text"},
      {R"({"city": "Pariss"})", "unknown city 'Pariss'; did you mean 'Paris'?"},
      {R"({"city": "Atlantis Minor"})", "unknown city 'Atlantis Minor'"},
      {R"({"lat": 10})", "'lon' is missing"},
      {R"({"lat": 91, "lon": 0})", "'lat' is 91, not within -90 to 90"},
      {R"({"lat": "x", "lon": 0})", "'lat' is \"x\", not a number"},
      {R"({"city": "Paris", "lat": 1, "lon": 2})", "both a city and coordinates are given"},
      {R"({"city": "Paris", "date": "24.4.2018"})",
       "'date' is '24.4.2018', not a day YYYY-MM-DD from 1900-01-01 to 2099-12-31"},
      {R"({"city": "Paris", "date": "2018-02-30"})",
       "'date' is '2018-02-30', not a day YYYY-MM-DD from 1900-01-01 to 2099-12-31"},
      {R"({"city": "Paris", "date": "1850-01-01"})",
       "'date' is '1850-01-01', not a day YYYY-MM-DD from 1900-01-01 to 2099-12-31"}};
  for (const auto& [question, error] : table)
    EXPECT_EQ(error_of(question), error);
  EXPECT_FALSE(error_of("{\"city\": ").empty());
}

TEST(Astre, ListsItsCitiesWhenAskedForAnother) {
  const Json body = parse_json(astre(R"({"city": "Nowhere"})", today).body).value();
  EXPECT_GE(body["cities"].size(), 40U);
  EXPECT_NE(body["expected"].get<std::string>().find("lat"), std::string::npos);
}

RC_GTEST_PROP(Astre, AlwaysAnswersJson, (const std::string& garbage)) {
  RC_ASSERT(parse_json(astre(garbage, today).body).has_value());
}

}  // namespace
}  // namespace brunt::sandbox::platform

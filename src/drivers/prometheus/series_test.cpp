#include "drivers/prometheus/series.h"

#include <gtest/gtest.h>

namespace brunt::drivers::prometheus {
namespace {

Json envelope(const char* data) {
  return parse_json(std::string(R"({"status":"success","data":)") + data + "}").value();
}

TEST(Series, AreSummarisedInAFewWords) {
  struct Row {
    const char* data;
    const char* words;
  };
  for (const Row& row : {
           Row{R"({"resultType":"matrix","result":[
                {"metric":{"__name__":"a_total","code":"200","job":"g"},"values":[[1,"6436"],[2,"6503"]]},
                {"metric":{"__name__":"a_total","code":"502","job":"g"},"values":[[1,"29"],[2,"30"]]}]})",
               "200 +67, 502 +1"},
           Row{R"({"resultType":"matrix","result":[
                {"metric":{"__name__":"a_total"},"values":[[1,"5"],[2,"9"],[3,"2"]]}]})",
               "+6"},
           Row{R"({"resultType":"matrix","result":[
                {"metric":{"__name__":"a_total","x":"1"},"values":[[1,"5"]]},
                {"metric":{"__name__":"a_total","y":"2"},"values":[[1,"5"],[2,"5.5"]]}]})",
               "1/- +0, -/2 +0.5"},
           Row{R"({"resultType":"matrix","result":[
                {"metric":{"__name__":"gauge"},"values":[[1,"5"],[2,"9"]]}]})",
               "1 series"},
           Row{R"({"resultType":"matrix","result":[
                {"metric":{"__name__":"h_count"},"histograms":[[1,{}]]}]})",
               "1 series"},
           Row{R"({"resultType":"matrix","result":[]})", "no data"},
           Row{R"({"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]})", "NaN"},
           Row{R"({"resultType":"vector","result":[{"metric":{},"value":[1,"1"]},
                {"metric":{},"value":[1,"2"]}]})",
               "2 series"},
           Row{R"({"resultType":"vector","result":[]})", "no data"},
           Row{R"({"resultType":"scalar","result":[1,"42"]})", "42"},
           Row{R"({"resultType":"string","result":[1,"text"]})", "text"},
           Row{R"({"resultType":"vector","result":"odd"})", "success"},
           Row{"null", "success"},
       }) {
    EXPECT_EQ(summarise(envelope(row.data)), row.words) << row.data;
  }
  EXPECT_EQ(summarise(Json()), "no data");
  EXPECT_EQ(summarise({{"status", "error"}}), "error");
}

TEST(Series, ComeWithTheServersRemarks) {
  EXPECT_EQ(remarks({{"warnings", {"partial"}}, {"infos", {"not a counter", 5}}}),
            "partial; not a counter");
  EXPECT_EQ(remarks(Json::object()), "");
}

}  // namespace
}  // namespace brunt::drivers::prometheus

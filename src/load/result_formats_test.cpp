#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "load/csv_results.h"
#include "load/gob.h"
#include "load/gob_types.h"
#include "load/json_results.h"
#include "load/result_file.h"
#include "load/result_samples.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

Result sample() {
  Result result;
  result.attack = "night";
  result.seq = 7;
  result.code = 200;
  result.timestamp = WallTime(1'524'590'443'310'800'000ns);
  result.latency = 318'200'000ns;
  result.bytes_out = 24;
  result.bytes_in = 190;
  result.method = "GET";
  result.url = "http://shop/?a=1&b=<2>";
  return result;
}

/// A literal with its NULs.
template <std::size_t N>
std::string bytes_of(const char (&literal)[N]) {
  return std::string(literal, N - 1);
}

std::string stream_of(const std::vector<Result>& results, ResultFormat format) {
  std::string out = format == ResultFormat::gob ? gob_preamble() : "";
  for (const Result& result : results)
    append_result(out, format, result);
  return out;
}

brunt::Result<std::vector<Result>> read_back(std::string_view bytes) {
  std::vector<Result> results;
  BRUNT_TRY(read_results_in(bytes, "file", [&](const Result& result) {
    results.push_back(result);
    return true;
  }));
  return results;
}

TEST(Gob, BeginsWithTheTypesOfVegetasResult) {
  // The first bytes of a file written by Go: length, id -64, structure, "Result".
  EXPECT_TRUE(gob_preamble().starts_with(
      std::string_view("\xff\x96\x7f\x03\x01\x01\x06Result\x01\xff\x80\x00\x01\x0c", 18)));
}

TEST(Gob, CodesNumbersAsGoDoes) {
  const std::pair<std::int64_t, std::string> cases[] = {
      {0, std::string(1, '\0')},
      {1, "\x02"},
      {-1, "\x01"},
      {63, "\x7e"},
      {64, "\xff\x80"},
      {-129, "\xfe\x01\x01"},
      {200, "\xfe\x01\x90"},
      {-65, "\xff\x81"},
  };
  for (const auto& [value, bytes] : cases) {
    std::string out;
    gob::put_signed(out, value);
    EXPECT_EQ(out, bytes) << value;
    EXPECT_EQ(gob::Reader(out).signed_number().value(), value);
  }
}

TEST(Gob, LeavesOutFieldsThatAreZero) {
  Result empty;
  empty.timestamp = WallTime(0ns);
  std::string out;
  append_gob(out, empty);
  EXPECT_EQ(out.size(), 1 + 2 + 1 + 1 + 15 + 1);  // length, id, delta, size, time, end
}

TEST(Gob, SkipsFieldsItDoesNotKnow) {
  // A structure with one unknown map and the URL: types 70 (structure), 71 (map of text to int).
  std::string stream;
  const auto message = [&](const std::string& payload) {
    gob::put_number(stream, payload.size());
    stream += payload;
  };
  std::string structure;
  gob::put_signed(structure, -70);
  structure += bytes_of(
      "\x03\x01\x02\xff\x8c\x00\x01\x02\x01\x05"
      "Extra\x01\xff\x8e\x00\x01\x03URL\x01\x0c\x00\x00\x00");
  message(structure);
  std::string map;
  gob::put_signed(map, -71);
  map += bytes_of("\x04\x01\x02\xff\x8e\x00\x01\x0c\x01\x04\x00\x00");
  message(map);
  std::string value;
  gob::put_signed(value, 70);
  value += bytes_of("\x01\x01\x01k\x05\x01\x03u:/\x00");
  message(value);
  const auto results = read_back(stream);
  ASSERT_TRUE(results.has_value()) << results.error().what;
  EXPECT_EQ(results->at(0).url, "u:/");
}

TEST(Gob, SaysWhereAStreamIsWrong) {
  const std::string good = stream_of({sample(), sample()}, ResultFormat::gob);
  std::size_t count = 0;
  const auto cut = read_results_in(std::string_view(good).substr(0, good.size() - 3), "file",
                                   [&](const Result&) { return ++count > 0; });
  EXPECT_EQ(cut.error(), (Error{Errc::invalid_input, "unexpected EOF", "file"}));
  EXPECT_EQ(count, 1U);  // what came before was handed over
  EXPECT_EQ(read_back(gob_preamble()).error().what, "encode: can't detect encoding of \"file\"");
}

TEST(Gob, TakesTwoStreamsJoined) {
  const std::string once = stream_of({sample()}, ResultFormat::gob);
  EXPECT_EQ(read_back(once + once)->size(), 2U);
}

TEST(JsonResults, AreWrittenKeyForKeyLikeVegetas) {
  std::string out;
  append_json(out, sample());
  EXPECT_EQ(
      out,
      "{\"attack\":\"night\",\"seq\":7,\"code\":200,\"timestamp\":\"2018-04-24T17:20:43.3108Z\","
      "\"latency\":318200000,\"bytes_out\":24,\"bytes_in\":190,\"error\":\"\",\"body\":null,"
      "\"method\":\"GET\",\"url\":\"http://shop/?a=1\\u0026b=\\u003c2\\u003e\",\"headers\":null}"
      "\n");
}

TEST(JsonResults, AreReadWithUnknownAndMissingKeys) {
  const auto results = read_back("{\"timestamp\":\"2018-04-24T17:20:43Z\",\"code\":503,\"x\":[1]}");
  ASSERT_EQ(results->size(), 1U);
  EXPECT_EQ(results->at(0).code, 503);
  EXPECT_EQ(results->at(0).error_class, ErrorClass::status);
}

TEST(JsonResults, NameTheLineOfAnError) {
  const auto bad = read_back(stream_of({sample()}, ResultFormat::json) + "{\"code\":1}\n");
  EXPECT_EQ(bad.error(), (Error{Errc::invalid_input,
                                "no result: expected an object with a timestamp", "file: line 2"}));
  const auto number = read_back(
      "{\"timestamp\":\"2018-04-24T17:20:43Z\"}\n\n"
      "{\"timestamp\":\"2018-04-24T17:20:43Z\",\"code\":\"x\"}");
  EXPECT_EQ(number.error(),
            (Error{Errc::invalid_input, "'code' is no whole number", "file: line 3"}));
}

TEST(JsonResults, CutTheZerosOfATime) {
  EXPECT_EQ(go_time(WallTime(1'000'000'000ns)), "1970-01-01T00:00:01Z");
  EXPECT_EQ(go_time(WallTime(1'500'000'000ns)), "1970-01-01T00:00:01.5Z");
  EXPECT_EQ(go_time(WallTime(1'000'000'010ns)), "1970-01-01T00:00:01.00000001Z");
  EXPECT_EQ(go_time(WallTime(10'000'000'000ns)), "1970-01-01T00:00:10Z");
}

TEST(JsonResults, EscapeAsGoDoes) {
  std::string out;
  append_go_string(out, "a\"\\\n\t\r\x01<>&\u2028\xff");
  EXPECT_EQ(out, "\"a\\\"\\\\\\n\\t\\r\\u0001\\u003c\\u003e\\u0026\\u2028\xef\xbf\xbd\"");
}

TEST(CsvResults, AreWrittenLikeVegetas) {
  Result result = sample();
  result.error = "Get \"x\": a, b";
  result.headers = {{"B", "2"}, {"A", "1"}};
  std::string out;
  append_csv(out, result);
  EXPECT_EQ(out,
            "1524590443310800000,200,318200000,24,190,\"Get \"\"x\"\": a, b\",,night,7,GET,"
            "http://shop/?a=1&b=<2>,QTogMQ0KQjogMg0KDQo=\n");
}

TEST(CsvResults, OfEarlierGenerationsAreRead) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"5,200,7,8,9,\"\"\n5,0,7,8,9,\"EOF, at once\"\n", 2},
      {"5,200,7,8,9,,aGk=\n", 1},
      {"5,200,7,8,9,,aGk=,night,3", 1},
  };
  for (const auto& [rows, count] : cases) {
    const auto results = read_back(rows);
    ASSERT_TRUE(results.has_value()) << results.error().what;
    EXPECT_EQ(results->size(), count);
    EXPECT_EQ(results->at(0).latency, 7ns);
  }
  EXPECT_EQ(read_back(cases[0].first)->at(1).seq, 1U);
  EXPECT_EQ(read_back(cases[0].first)->at(1).error_class, ErrorClass::first_byte);
  EXPECT_EQ(read_back(cases[2].first)->at(0).body, "hi");
}

TEST(CsvResults, AreRefusedInTheWordsOfGo) {
  struct Case {
    const char *row, *what, *where;
  };
  const Case cases[] = {
      {"5,200,7,8\n", "record on line 3: wrong number of fields", "file"},
      {"5,2x0,7,8,9,x\n", "strconv.ParseUint: parsing \"2x0\": invalid syntax", "file: line 3"},
      {"5,70000,7,8,9,x\n", "strconv.ParseUint: parsing \"70000\": value out of range",
       "file: line 3"},
      {"5,200,7,8,9,a\"b\n", "parse error on line 3, column 14: bare \" in non-quoted-field",
       "file"},
      {"5,200,7,8,9,\"a\"b\n",
       "parse error on line 3, column 15: extraneous or missing \" in quoted-field", "file"},
      {"5,200,7,8,9,\"x",
       "parse error on line 3, column 15: extraneous or missing \" in quoted-field", "file"},
  };
  for (const auto& [row, what, where] : cases) {
    const auto read = read_back("5,200,7,8,9,x\n\n" + std::string(row));
    ASSERT_FALSE(read.has_value()) << row;
    EXPECT_EQ(read.error().what, what);
    EXPECT_EQ(read.error().context, where);
  }
}

TEST(CsvResults, MayHoldLineEndsInQuotes) {
  EXPECT_EQ(read_back("5,200,7,8,9,\"a\r\n\n,b\"\r\n")->at(0).error, "a\n\n,b");
}

TEST(ReadResults, RefuseWhatIsNoResultFile) {
  EXPECT_EQ(read_back("<html>").error().what, "encode: can't detect encoding of \"file\"");
  EXPECT_EQ(read_back("").error().what, "encode: can't detect encoding of \"file\"");
}

RC_GTEST_PROP(ResultFormats, GiveBackWhatWasWritten, ()) {
  const auto format = *rc::gen::element(ResultFormat::gob, ResultFormat::json, ResultFormat::csv);
  const std::vector<Result> results = {arbitrary_result(), arbitrary_result()};
  const auto back = read_back(stream_of(results, format));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == results);
}

RC_GTEST_PROP(ResultFormats, NeverCrashOnDamagedBytes, ()) {
  const auto format = *rc::gen::element(ResultFormat::gob, ResultFormat::json, ResultFormat::csv);
  std::string bytes = stream_of({sample(), sample()}, format);
  for (int i = 0; i < 4; ++i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  (void)read_back(bytes).has_value();
}

TEST(ErrorClasses, AreReadFromVegetasWords) {
  const std::pair<const char*, ErrorClass> cases[] = {
      {"", ErrorClass::ok},
      {"Get http://x: net/http: timeout awaiting response headers", ErrorClass::first_byte},
      {"Get \"http://x\": dial tcp 0.0.0.0:0->127.0.0.1:1: connect: connection refused",
       ErrorClass::connect},
      {"Get \"http://x\": dial tcp: lookup x: no such host", ErrorClass::dns},
      {"Get \"http://x\": EOF", ErrorClass::first_byte},
      {"unexpected EOF", ErrorClass::body},
      {"Get \"http://x\": x509: certificate signed by unknown authority", ErrorClass::tls},
      {"something else", ErrorClass::first_byte},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(class_of_error(text), expected) << text;
  EXPECT_EQ(name_of(ErrorClass::first_byte), "first byte");
}

}  // namespace
}  // namespace brunt::load

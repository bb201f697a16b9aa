#include "load/response_parser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

struct Read {
  bool done = false;
  ParseFailure failure = ParseFailure::none;
  int status = 0;
  std::uint64_t body = 0;
  bool keep_alive = false;
  std::size_t used = 0;
  std::string reason;

  friend bool operator==(const Read&, const Read&) = default;
};

Read read(const std::string& bytes, std::size_t step = std::string::npos, bool end = false,
          ResponseParser::Options options = {}) {
  ResponseParser parser;
  parser.begin(options);
  std::size_t used = 0;
  while (used < bytes.size() && !parser.done() && !parser.failed()) {
    used += parser.feed(std::string_view(bytes).substr(used, step));
  }
  if (end) parser.end();
  return {parser.done(),       parser.failure(),    parser.status(),
          parser.body_bytes(), parser.keep_alive(), used,
          parser.reason()};
}

TEST(ResponseParser, ReadsABodyByItsLength) {
  const Read got = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1");
  EXPECT_TRUE(got.done);
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, 5U);
  EXPECT_TRUE(got.keep_alive);
  EXPECT_EQ(got.used, 43U);  // not a byte of the next one
}

TEST(ResponseParser, ReadsChunksAndTrailers) {
  const Read got = read(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;x=1\r\nhello\r\nA\r\n0123456789\r\n"
      "0\r\nX-T: 1\r\n\r\n");
  EXPECT_TRUE(got.done);
  EXPECT_EQ(got.body, 15U);
  EXPECT_TRUE(got.keep_alive);
}

TEST(ResponseParser, ReadsABodyUpToTheEndOfTheConnection) {
  const Read got = read("HTTP/1.1 200 OK\r\n\r\nall of it", std::string::npos, true);
  EXPECT_TRUE(got.done);
  EXPECT_EQ(got.body, 9U);
  EXPECT_FALSE(got.keep_alive);
}

TEST(ResponseParser, KnowsWhichResponsesHaveNoBody) {
  for (const char* status : {"204 No Content", "304 Not Modified"}) {
    const Read got = read(std::string("HTTP/1.1 ") + status + "\r\nContent-Length: 7\r\n\r\n");
    EXPECT_TRUE(got.done) << status;
    EXPECT_EQ(got.body, 0U) << status;
  }
  ResponseParser::Options head;
  head.head = true;
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", 1, false, head).done);
}

TEST(ResponseParser, SkipsInterimResponses) {
  const Read got = read(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(got.done);
  EXPECT_EQ(got.status, 201);
}

TEST(ResponseParser, EndsReuseWhenThePeerSaysSo) {
  EXPECT_FALSE(read("HTTP/1.1 204 x\r\nConnection: foo, Close\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("HTTP/1.0 204 x\r\n\r\n").keep_alive);
  EXPECT_TRUE(read("HTTP/1.0 204 x\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("HTTP/1.1 101 Switching\r\n\r\n").keep_alive);
}

TEST(ResponseParser, TakesBareLineFeedsAndAMissingReason) {
  const Read got = read("HTTP/1.1 200\nContent-Length: 1\n\nx");
  EXPECT_TRUE(got.done);
  EXPECT_EQ(got.body, 1U);
}

TEST(ResponseParser, KeepsTextOfAFailureLocationAndAskedBody) {
  ResponseParser parser;
  ResponseParser::Options options;
  options.keep_body = 4;
  options.keep_headers = true;
  parser.begin(options);
  parser.feed(
      "HTTP/1.1 503 Out of \x1b[m Order\r\nLocation: /y\r\nContent-Length: 6\r\n\r\nabcdef");
  EXPECT_TRUE(parser.done());
  EXPECT_EQ(parser.body(), "abcd");
  EXPECT_EQ(parser.location(), "/y");
  EXPECT_EQ(parser.headers().size(), 2U);
  EXPECT_EQ(parser.status_text().find('\x1b'), std::string::npos);
  EXPECT_TRUE(parser.status_text().starts_with("503 Out of"));
}

TEST(ResponseParser, ClassifiesWhatIsMalformed) {
  const std::pair<const char*, const char*> cases[] = {
      {"SSH-2.0\r\n", "malformed HTTP response \"SSH-2.0"},
      {"HTTP/2 200 OK\r\n\r\n", "malformed HTTP response \"HTTP/2 200 OK\""},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "malformed HTTP response \"HTTP/1.1 2x0 OK\""},
      {"HTTP/1.1 099 OK\r\n\r\n", "malformed HTTP response \"HTTP/1.1 099 OK\""},
      {"HTTP/1.1 2000 OK\r\n\r\n", "malformed HTTP response \"HTTP/1.1 2000 OK\""},
      {"\r\n\r\n", "malformed HTTP response"},
      {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed header line \"no colon\""},
      {"HTTP/1.1 200 OK\r\n: v\r\n\r\n", "malformed header line \": v\""},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "bad Content-Length \"-1\""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
       "bad Content-Length \"99999999999999999999\""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
       "bad Content-Length \"2\""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
       "unsupported transfer encoding \"gzip\""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
       "malformed chunk size \"xyz\""},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
       "malformed chunk: no line end"},
  };
  for (const auto& [bytes, reason] : cases) {
    const Read got = read(bytes);
    EXPECT_EQ(got.failure, ParseFailure::malformed) << bytes;
    EXPECT_TRUE(got.reason.starts_with(reason)) << got.reason;
    EXPECT_FALSE(got.keep_alive) << bytes;
  }
}

TEST(ResponseParser, BoundsHeaderAndBody) {
  ResponseParser::Options small;
  small.max_header = 64;
  small.max_body = 10;
  const std::string start = "HTTP/1.1 200 OK\r\n";
  const std::string header = "X: " + std::string(100, 'x');
  for (const std::size_t step : {std::size_t{1}, std::string::npos}) {
    EXPECT_EQ(read(start + header, step, false, small).failure, ParseFailure::header_too_large);
    EXPECT_EQ(read(start + header + "\r\n\r\n", step, false, small).failure,
              ParseFailure::header_too_large);
    EXPECT_EQ(read(start + "Content-Length: 11\r\n\r\n", step, false, small).failure,
              ParseFailure::body_too_large);
    EXPECT_EQ(read(start + "\r\n" + std::string(11, 'b'), step, false, small).failure,
              ParseFailure::body_too_large);
    EXPECT_EQ(read(start + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n" + std::string(11, 'b'),
                   step, false, small)
                  .failure,
              ParseFailure::body_too_large);
  }
  const Read line = read(start + "Transfer-Encoding: chunked\r\n\r\n" + std::string(9000, '1'));
  EXPECT_EQ(line.failure, ParseFailure::malformed);
}

TEST(ResponseParser, TellsWhereTheConnectionWasCut) {
  EXPECT_EQ(read("", 1, true).failure, ParseFailure::cut_before);
  EXPECT_EQ(read("HTTP/1.1 20", 1, true).failure, ParseFailure::cut_header);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", 1, true).failure,
            ParseFailure::cut_body);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", 1, true).failure,
            ParseFailure::cut_body);
}

TEST(ResponseParser, ReadsManyResponsesOneAfterTheOther) {
  ResponseParser parser;
  for (int i = 0; i < 3; ++i) {
    parser.begin({});
    EXPECT_FALSE(parser.started());
    parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_TRUE(parser.done());
    EXPECT_EQ(parser.body_bytes(), 2U);
  }
}

RC_GTEST_PROP(ResponseParser, GivesTheSameHoweverTheBytesAreCut, ()) {
  const std::string body = *rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'z'));
  const bool chunked = *rc::gen::arbitrary<bool>();
  std::string bytes = "HTTP/1.1 200 OK\r\nX-A: 1\r\n";
  if (chunked) {
    bytes += "Transfer-Encoding: chunked\r\n\r\n";
    for (const char c : body)
      bytes += std::string("1\r\n") + c + "\r\n";
    bytes += "0\r\n\r\n";
  } else {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  const auto step = *rc::gen::inRange<std::size_t>(1, 40);
  const Read whole = read(bytes);
  RC_ASSERT(whole.done);
  RC_ASSERT(whole.body == body.size());
  RC_ASSERT(read(bytes, step) == whole);
}

RC_GTEST_PROP(ResponseParser, NeverCrashesNorTakesMoreThanItIsGiven,
              (const std::string& noise, bool shaped)) {
  const std::string bytes =
      (shaped ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" : "") + noise;
  const Read got = read(bytes, 3, true);
  RC_ASSERT(got.used <= bytes.size());
  RC_ASSERT(got.done != (got.failure != ParseFailure::none));
}

}  // namespace
}  // namespace brunt::load

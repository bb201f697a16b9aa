#pragma once

#include <string>
#include <vector>

#include <rapidcheck.h>

#include "load/result.h"

namespace brunt::load {

/// For property tests: any result that a stream format can carry.
inline Result arbitrary_result() {
  const auto text = rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::inRange<char>(' ', '~'), rc::gen::element('"', ',', '\n', '<', '\\')));
  Result result;
  result.attack = *text;
  result.seq = *rc::gen::arbitrary<std::uint64_t>();
  result.code = *rc::gen::element(0, 200, 302, 404, 503);
  result.timestamp = WallTime(
      std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000LL << 30U)));
  result.latency = std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 1LL << 50U));
  result.bytes_out = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 40U);
  result.bytes_in = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 40U);
  result.error = *text;
  result.body = *rc::gen::arbitrary<std::string>();
  result.method = "GET";
  result.url = "http://shop/" + std::to_string(*rc::gen::inRange(0, 100));
  if (*rc::gen::arbitrary<bool>()) result.headers = {{"A", "1"}, {"A", "2"}, {"B", "x: y"}};
  result.error_class = result.code == 0    ? class_of_error(result.error)
                       : succeeded(result) ? ErrorClass::ok
                                           : ErrorClass::status;
  return result;
}

}  // namespace brunt::load

// An HTTP response, cut into pieces whose length is the first byte; then the peer closes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "load/response_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = std::max<std::size_t>(data[0], 1);
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  brunt::load::ResponseParser parser;
  brunt::load::ResponseParser::Options options;
  options.max_header = 4096;
  options.max_body = 65536;
  options.keep_body = 100;
  options.keep_headers = true;
  parser.begin(options);
  while (!bytes.empty() && !parser.done() && !parser.failed()) {
    const std::string_view piece = bytes.substr(0, step);
    const std::size_t used = parser.feed(piece);
    if (used > piece.size()) std::abort();
    if (used < piece.size() && !parser.done() && !parser.failed()) std::abort();
    bytes.remove_prefix(used);
  }
  parser.end();
  if (parser.done() == parser.failed()) std::abort();
  if (parser.body().size() > options.keep_body) std::abort();
  return 0;
}

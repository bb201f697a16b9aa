#include "load/decoder.h"

#include <array>

#include "load/csv_results.h"
#include "load/gob.h"
#include "load/json_results.h"
#include "load/record_reader.h"

namespace brunt::load {

void reset(Result& result) {
  result.attack.clear();
  result.seq = 0;
  result.code = 0;
  result.timestamp = {};
  result.lateness = result.latency = std::chrono::nanoseconds(0);
  result.bytes_out = result.bytes_in = 0;
  result.error.clear();
  result.error_class = ErrorClass::ok;
  result.method.clear();
  result.url.clear();
  result.body.clear();
  result.headers.clear();
  result.trace = {};
}

void classify(Result& result) {
  const bool failed_by_code = result.code != 0 && !succeeded(result);
  result.error_class = failed_by_code     ? ErrorClass::status
                       : result.code == 0 ? class_of_error(result.error)
                                          : ErrorClass::ok;
}

brunt::Result<std::unique_ptr<Decoder>> detect_decoder(ByteSource& source) {
  while (may_become_records(source.window()) && BRUNT_TRY(source.more())) {
  }
  if (looks_like_records(source.window())) return BRUNT_TRY(record_decoder(source));
  using Make = std::unique_ptr<Decoder> (*)(ByteSource&);
  constexpr std::array<Make, 3> makers = {gob_decoder, json_decoder, csv_decoder};
  for (const Make make : makers) {
    source.rewind();
    Result first;
    const auto there = make(source)->next(first);
    if (!there || !*there) continue;
    source.rewind();
    source.release();
    return make(source);
  }
  return std::unexpected(Error{Errc::invalid_input, "can't detect encoding", {}});
}

}  // namespace brunt::load

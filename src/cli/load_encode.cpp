#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/load_reading.h"
#include "load/flag_set.h"
#include "load/gob.h"
#include "load/result_file.h"
#include "load/result_source.h"

namespace brunt::cli {
namespace {

using load::ResultFormat;

/// Takes results to be written in one format, many to a write(2), but none kept back while the
/// input is waited for.
class Encoding {
 public:
  Encoding(const LoadOutput& out, ResultFormat format) : out_(out), format_(format) {
    if (format == ResultFormat::gob) text_ = load::gob_preamble();
  }

  Result<> add(const load::Result& result) {
    begun_ = true;
    load::append_result(text_, format_, result);
    return text_.size() < most ? Result<>() : flush();
  }

  Result<> flush() {
    if (!begun_) return {};
    BRUNT_TRY(out_.write(text_));
    text_.clear();
    return {};
  }

 private:
  static constexpr std::size_t most = std::size_t{64} << 10U;
  const LoadOutput& out_;
  ResultFormat format_;
  std::string text_;
  bool begun_ = false;
};

Result<> encode_stream(load::ResultSource& source, const LoadOutput& out, ResultFormat format,
                       const std::stop_token& stop) {
  Encoding encoding(out, format);
  Result<> written;
  source.on_wait([&] {
    if (written) written = encoding.flush();
  });
  load::Result result;
  while (!stop.stop_requested() && written) {
    const auto more = source.next(result);
    if (!more) BRUNT_TRY(encoding.flush());
    if (!BRUNT_TRY(more)) break;
    BRUNT_TRY(encoding.add(result));
  }
  BRUNT_TRY(written);
  return encoding.flush();
}

/// Records need a writer of their own: they are a file, not a stream.
Result<> encode_records(load::ResultSource& source, const std::string& output,
                        const std::stop_token& stop) {
  const auto writer = BRUNT_TRY(load::open_result_writer(output, ResultFormat::record));
  load::Result result;
  while (!stop.stop_requested() && BRUNT_TRY(source.next(result))) {
    BRUNT_TRY(writer->write(result));
  }
  return writer->close();
}

}  // namespace

int load_encode_command(std::vector<std::string> words, const LoadCaller& caller) {
  std::string to = "json";
  std::string output = "stdout";
  load::FlagSet set;
  set.text("to", to);
  set.text("output", output);
  if (auto parsed = set.parse(words); !parsed) return caller.refuse(parsed.error());
  auto source = open_results(words, caller);
  if (!source) return source.error();
  const std::stop_token& stop = caller.stops.stop;
  const auto format = load::parse_result_format(to);
  if (format && *format == ResultFormat::record) {
    const auto done = encode_records(*source, output, stop);
    return done ? caller.stopped(true, 0) : caller.fail(done.error());
  }
  const auto out = LoadOutput::open(output);
  if (!out) return caller.fail(out.error());
  if (!format) {
    return caller.fail(
        {Errc::invalid_input, fmt::format("encode: unknown encoding \"{}\"", printable(to)), {}});
  }
  const auto done = encode_stream(*source, *out, *format, stop);
  return done ? caller.stopped(true, 0) : caller.fail(done.error());
}

}  // namespace brunt::cli

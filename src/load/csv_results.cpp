#include "load/csv_results.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "load/lines.h"

namespace brunt::load {
namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

void append_field(std::string& out, std::string_view field) {
  const bool quoted = !field.empty() && (field.find_first_of(",\"\r\n") != std::string_view::npos ||
                                         field[0] == ' ' || field[0] == '\t' || field == "\\.");
  if (!quoted) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string header_bytes(const Result& result) {
  if (result.headers.empty()) return "";
  auto sorted = result.headers;
  std::ranges::stable_sort(sorted, {}, &std::pair<std::string, std::string>::first);
  std::string out;
  for (const auto& [name, value] : sorted)
    out += fmt::format("{}: {}\r\n", name, value);
  return out + "\r\n";
}

/// Rows as Go's encoding/csv reads them, leading blanks of a field trimmed, quotes strict.
class Rows {
 public:
  explicit Rows(ByteSource& source) : lines_(source) {}

  /// False at the end. Errors: with Go's text.
  brunt::Result<bool> next(std::vector<std::string>& row) {
    do {
      if (!BRUNT_TRY(take_line())) return false;
    } while (line_.empty());
    row.assign(1, "");
    begun_ = lines_.number();
    at_ = 0;
    while (true) {
      BRUNT_TRY(read_field(row.back()));
      if (at_ >= line_.size()) return true;
      ++at_;  // the comma
      row.emplace_back();
    }
  }

  std::size_t number() const { return begun_; }

 private:
  brunt::Result<bool> take_line() {
    const auto line = BRUNT_TRY(lines_.next());
    if (!line) return false;
    line_ = *line;
    if (line_.ends_with('\r')) line_.pop_back();
    return true;
  }

  std::unexpected<Error> wrong(std::string_view what) const {
    return bad(
        fmt::format("parse error on line {}, column {}: {}", lines_.number(), at_ + 1, what));
  }

  brunt::Result<> read_field(std::string& field) {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t'))
      ++at_;
    if (at_ < line_.size() && line_[at_] == '"') return read_quoted(field);
    const auto comma = std::min(line_.find(',', at_), line_.size());
    field = line_.substr(at_, comma - at_);
    if (const auto quote = field.find('"'); quote != std::string::npos) {
      at_ += quote;
      return wrong("bare \" in non-quoted-field");
    }
    at_ = comma;
    return {};
  }

  brunt::Result<> read_quoted(std::string& field) {
    ++at_;
    while (true) {
      const auto quote = line_.find('"', at_);
      if (quote == std::string::npos) {
        field.append(line_, at_).append(1, '\n');
        at_ = line_.size() + (lines_.ended() ? 1 : 0);
        if (!BRUNT_TRY(take_line())) return wrong("extraneous or missing \" in quoted-field");
        at_ = 0;
        continue;
      }
      field.append(line_, at_, quote - at_);
      at_ = quote + 1;
      if (at_ >= line_.size() || line_[at_] == ',') return {};
      if (line_[at_] != '"') {
        at_ = quote;
        return wrong("extraneous or missing \" in quoted-field");
      }
      field += '"';
      ++at_;
    }
  }

  Lines lines_;
  std::string line_;
  std::size_t begun_ = 0, at_ = 0;
};

/// As Go's strconv.ParseInt and ParseUint, with their errors.
template <class T>
brunt::Result<T> number(const std::string& text) {
  T value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed == std::errc() && end == text.data() + text.size()) return value;
  const bool large = failed == std::errc::result_out_of_range;
  return bad(fmt::format("strconv.Parse{}: parsing \"{}\": {}",
                         std::is_signed_v<T> ? "Int" : "Uint", printable(text),
                         large ? "value out of range" : "invalid syntax"));
}

brunt::Result<> take_headers(const std::string& field, Result& result) {
  const std::string bytes = BRUNT_TRY(from_base64(field));
  for (const std::string& raw : split(bytes, '\n')) {
    const std::string_view line = trim(raw);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    result.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return {};
}

brunt::Result<Result> parse_row(const std::vector<std::string>& row) {
  const std::size_t columns = row.size();
  Result result;
  const auto timestamp = BRUNT_TRY(number<std::int64_t>(row[0]));
  result.timestamp = WallTime(std::chrono::nanoseconds(timestamp));
  result.code = BRUNT_TRY(number<std::uint16_t>(row[1]));
  result.latency = std::chrono::nanoseconds(BRUNT_TRY(number<std::int64_t>(row[2])));
  result.bytes_out = BRUNT_TRY(number<std::uint64_t>(row[3]));
  result.bytes_in = BRUNT_TRY(number<std::uint64_t>(row[4]));
  result.error = row[5];
  if (columns >= 7) result.body = BRUNT_TRY(from_base64(row[6]));
  if (columns >= 9) {
    result.attack = row[7];
    result.seq = BRUNT_TRY(number<std::uint64_t>(row[8]));
  }
  if (columns == 12) {
    result.method = row[9];
    result.url = row[10];
    BRUNT_TRY(take_headers(row[11], result));
  }
  classify(result);
  return result;
}

class CsvDecoder final : public Decoder {
 public:
  explicit CsvDecoder(ByteSource& source) : rows_(source) {}

  brunt::Result<bool> next(Result& into) override {
    if (!BRUNT_TRY(rows_.next(row_))) return false;
    const std::size_t columns = row_.size();
    if (columns != 6 && columns != 7 && columns != 9 && columns != 12) {
      return bad(fmt::format("record on line {}: wrong number of fields", rows_.number()));
    }
    into = BRUNT_TRY(parse_row(row_), fmt::format("line {}", rows_.number()));
    if (row_.size() < 9) into.seq = seq_;  // the generations before did not count
    ++seq_;
    return true;
  }

 private:
  Rows rows_;
  std::vector<std::string> row_;
  std::uint64_t seq_ = 0;
};

}  // namespace

void append_csv(std::string& out, const Result& result) {
  fmt::format_to(std::back_inserter(out), "{},{},{},{},{},",
                 result.timestamp.time_since_epoch().count(), result.code, result.latency.count(),
                 result.bytes_out, result.bytes_in);
  append_field(out, result.error);
  out += ',';
  out += base64(result.body);
  out += ',';
  append_field(out, result.attack);
  fmt::format_to(std::back_inserter(out), ",{},", result.seq);
  append_field(out, result.method);
  out += ',';
  append_field(out, result.url);
  out += ',';
  out += base64(header_bytes(result));
  out += '\n';
}

std::unique_ptr<Decoder> csv_decoder(ByteSource& source) {
  return std::make_unique<CsvDecoder>(source);
}

}  // namespace brunt::load

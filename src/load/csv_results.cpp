#include "load/csv_results.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

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

/// Takes one row off `rest`. Errors: `invalid_input` when a quote is left open or stands wrong.
brunt::Result<std::vector<std::string>> take_row(std::string_view& rest) {
  std::vector<std::string> row(1);
  bool begins = true;
  while (!rest.empty()) {
    const char c = rest[0];
    if (begins && (c == ' ' || c == '\t')) {
      rest.remove_prefix(1);
    } else if (begins && c == '"') {
      std::size_t at = 1;
      for (; at < rest.size(); ++at) {
        if (rest[at] == '"' && (at + 1 >= rest.size() || rest[at + 1] != '"')) break;
        if (rest[at] == '"') ++at;
        row.back() += rest[at];
      }
      if (at >= rest.size()) return bad("a quote is left open");
      rest.remove_prefix(at + 1);
      begins = false;
    } else if (c == ',') {
      row.emplace_back();
      rest.remove_prefix(1);
      begins = true;
    } else if (c == '\n') {
      rest.remove_prefix(1);
      break;
    } else {
      if (c != '\r' || !rest.starts_with("\r\n")) row.back() += c;
      rest.remove_prefix(1);
      begins = false;
    }
  }
  return row;
}

template <class T>
brunt::Result<T> number(const std::string& text, std::string_view what) {
  T value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed == std::errc() && end == text.data() + text.size()) return value;
  return bad(fmt::format("{}: '{}' is no whole number", what, printable(text)));
}

brunt::Result<> take_headers(const std::string& field, Result& result) {
  const std::string bytes = BRUNT_TRY(from_base64(field), "headers");
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
  if (columns != 6 && columns != 7 && columns != 9 && columns != 12) {
    return bad(fmt::format("{} columns, expected 12 (or 6, 7, 9 of earlier versions)", columns));
  }
  Result result;
  const auto timestamp = BRUNT_TRY(number<std::int64_t>(row[0], "timestamp"));
  result.timestamp = WallTime(std::chrono::nanoseconds(timestamp));
  result.code = BRUNT_TRY(number<std::uint16_t>(row[1], "code"));
  result.latency = std::chrono::nanoseconds(BRUNT_TRY(number<std::int64_t>(row[2], "latency")));
  result.bytes_out = BRUNT_TRY(number<std::uint64_t>(row[3], "bytes out"));
  result.bytes_in = BRUNT_TRY(number<std::uint64_t>(row[4], "bytes in"));
  result.error = row[5];
  if (columns >= 7) result.body = BRUNT_TRY(from_base64(row[6]), "body");
  if (columns >= 9) {
    result.attack = row[7];
    result.seq = BRUNT_TRY(number<std::uint64_t>(row[8], "seq"));
  }
  if (columns == 12) {
    result.method = row[9];
    result.url = row[10];
    BRUNT_TRY(take_headers(row[11], result));
  }
  result.error_class = result.code != 0 && !succeeded(result) ? ErrorClass::status
                       : result.code == 0                     ? class_of_error(result.error)
                                                              : ErrorClass::ok;
  return result;
}

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

brunt::Result<> read_csv_results(std::string_view bytes,
                                 const std::function<bool(const Result&)>& on_result) {
  std::uint64_t seq = 0;
  for (std::size_t at = 1; !bytes.empty(); ++at) {
    const auto row = take_row(bytes);
    if (!row) return bad(fmt::format("row {}: {}", at, row.error().what));
    if (row->size() == 1 && row->front().empty()) continue;
    auto result = parse_row(*row);
    if (!result) return bad(fmt::format("row {}: {}", at, result.error().what));
    if (row->size() < 9) result->seq = seq;  // the generations before did not count
    ++seq;
    if (!on_result(*result)) return {};
  }
  return {};
}

}  // namespace brunt::load

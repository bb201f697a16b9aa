#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/requests.h"

namespace brunt::impact {
namespace {

struct Column {
  std::size_t sent, code, latency;
};

Result<RequestMark> read_row(const std::vector<std::string>& cells, const Column& column) {
  RequestMark mark;
  mark.sent = BRUNT_TRY(parse_time(cells[column.sent]));
  char* end = nullptr;
  mark.code = static_cast<int>(std::strtol(cells[column.code].c_str(), &end, 10));
  const bool code_read = end != cells[column.code].c_str();
  mark.latency_seconds = std::strtod(cells[column.latency].c_str(), &end) / 1e3;
  if (!code_read || end == cells[column.latency].c_str() || !std::isfinite(mark.latency_seconds)) {
    return std::unexpected(Error{Errc::invalid_input, "no number for code or latency", ""});
  }
  mark.failed = mark.code < 200 || mark.code >= 400;
  return mark;
}

}  // namespace

std::optional<Result<std::vector<RequestMark>>> read_request_table(std::string_view text) {
  const auto header = split(trim(text.substr(0, text.find('\n'))), ',');
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const Column columns{column("sent_utc"), column("code"), column("latency_ms")};
  const std::size_t last = std::max({columns.sent, columns.code, columns.latency});
  if (last >= header.size()) return std::nullopt;
  std::vector<RequestMark> marks;
  std::size_t number = 1;
  for (auto end = text.find('\n'); end != std::string_view::npos; ++number) {
    text.remove_prefix(end + 1);
    end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (line.empty()) continue;
    const auto cells = split(line, ',');
    const auto bad = [&](const std::string& what) {
      return Result<std::vector<RequestMark>>(std::unexpected(
          Error{Errc::invalid_input, fmt::format("line {}: {}", number + 1, what), ""}));
    };
    if (cells.size() <= last) {
      return bad(fmt::format("{} columns, expected {}", cells.size(), header.size()));
    }
    auto mark = read_row(cells, columns);
    if (!mark) return bad(mark.error().what);
    marks.push_back(*std::move(mark));
  }
  return Result<std::vector<RequestMark>>(std::move(marks));
}

}  // namespace brunt::impact

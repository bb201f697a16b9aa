#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brunt::report {

/// A column: its head (plain text) and classes ("num" right-aligned, "nw" on one line).
struct Column {
  std::string head;
  std::string_view css;
};

/// A row of cells; cells are HTML, the first one heads the row.
struct Row {
  std::vector<std::string> cells;
  std::string_view css;  ///< "hit" tinted, "off" grey
};

/// A table that turns into blocks of label and value on a phone (labels in `data-l`, roles kept).
/// `caption` is HTML, "" for none.
std::string table(const std::vector<Column>& columns, const std::vector<Row>& rows,
                  std::string_view caption = "");

/// A definition list of plain names and HTML values; entries with an empty value are left out.
std::string facts(const std::vector<std::pair<std::string, std::string>>& entries);

/// A section: title, its finding in one sentence (HTML), and the proof (HTML).
std::string section(std::string_view id, std::string_view title, std::string_view finding,
                    std::string_view body);

}  // namespace brunt::report

#include "report/escape.h"
#include "report/history_chart.h"
#include "report/parts.h"
#include "report/table.h"

namespace brunt::report {

std::string history(const impact::ReportModel& model) {
  if (model.history.size() < 2) return "";
  std::vector<Column> columns;
  for (const std::string& head : history_heads()) {
    const bool number = head == "Impact" || head == "Failed" || head == "Recovered" ||
                        head == "Noticed" || head == "p95";
    columns.push_back({head, number ? "num" : ""});
  }
  std::vector<Row> rows;
  for (const impact::HistoryRow& row : model.history) {
    Row cells;
    for (const Cell& cell : history_cells(row))
      cells.cells.push_back(escape(cell.text));
    cells.css = row.comparable ? "" : "off";
    rows.push_back(std::move(cells));
  }
  return section(
      "history", "Earlier runs", escape(history_finding(model)),
      history_chart(model) +
          table(columns, rows,
                "Impact with its bounds, the dashed line is what is allowed. The failure "
                "ratio depends on how long one keeps asking."));
}

}  // namespace brunt::report

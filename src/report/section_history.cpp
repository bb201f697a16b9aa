#include "report/escape.h"
#include "report/history_chart.h"
#include "report/parts.h"
#include "report/table.h"
#include "report/tables.h"

namespace brunt::report {

std::string history(const impact::ReportModel& model) {
  if (model.history.size() < 2) return "";
  return section("history", "Earlier runs", escape(history_finding(model)),
                 history_chart(model) + grid_html(history_grid(model)));
}

}  // namespace brunt::report

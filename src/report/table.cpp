#include "report/table.h"

#include <fmt/format.h>

#include "report/escape.h"

namespace brunt::report {

namespace {

std::string css_class(std::string_view css) {
  return css.empty() ? "" : fmt::format(R"( class="{}")", css);
}

std::string cell(const Column& column, const std::string& html, bool first) {
  return fmt::format(R"(<{0}{1} role="{2}"{3} data-l="{4}"><div>{5}</div></{0}>)",
                     first ? "th" : "td", first ? R"( scope="row")" : "",
                     first ? "rowheader" : "cell", css_class(column.css), escape(column.head),
                     html);
}

}  // namespace

std::string table(const std::vector<Column>& columns, const std::vector<Row>& rows,
                  std::string_view caption) {
  std::string out = R"(<table role="table">)";
  if (!caption.empty()) out += fmt::format("<caption>{}</caption>", caption);
  out += R"(<thead role="rowgroup"><tr role="row">)";
  for (const Column& column : columns) {
    out += fmt::format(R"(<th scope="col" role="columnheader"{}>{}</th>)", css_class(column.css),
                       escape(column.head));
  }
  out += R"(</tr></thead><tbody role="rowgroup">)";
  for (const Row& row : rows) {
    out += fmt::format(R"(<tr role="row"{}>)", css_class(row.css));
    for (std::size_t i = 0; i < columns.size() && i < row.cells.size(); ++i) {
      out += cell(columns[i], row.cells[i], i == 0);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string facts(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string out = R"(<dl class="kv">)";
  for (const auto& [key, html] : entries) {
    if (!html.empty()) out += fmt::format("<dt>{}</dt><dd>{}</dd>", escape(key), html);
  }
  return out + "</dl>\n";
}

std::string section(std::string_view id, std::string_view title, std::string_view finding,
                    std::string_view body) {
  return fmt::format(
      R"(<section id="{0}" aria-labelledby="h-{0}"><header><h2 id="h-{0}">{1}</h2><p>{2}</p></header><div>{3}</div></section>)"
      "\n",
      id, title, finding, body);
}

}  // namespace brunt::report

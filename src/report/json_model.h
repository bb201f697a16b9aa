#pragma once

#include <string_view>

#include "base/json.h"
#include "impact/report_model.h"

namespace brunt::report {

/// What `schema` in a model says, and what its JSON Schema is called.
inline constexpr std::string_view model_schema = "urn:brunt:report:1";

/// The whole model as one document: seconds and fractions, RFC 3339 times in UTC, never localised,
/// keys always in the same order. Same model, same document. Source: report.md C.14.
Json json_model(const impact::ReportModel& model);

/// Its JSON Schema (2020-12), as it stands in share/schema/report.schema.json.
std::string_view json_model_schema();

}  // namespace brunt::report

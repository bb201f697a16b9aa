#pragma once

#include <string_view>

namespace brunt::report {

/// share/schema/report.schema.json, built in.
extern const std::string_view report_schema_text;

}  // namespace brunt::report

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// vegeta's CSV row of a result, twelve columns, quoted as Go does. Source: vegeta encode -to=csv.
void append_csv(std::string& out, const Result& result);

/// Rows of 12 columns, or of the 6, 7 and 9 that earlier generations wrote. Errors: `invalid_input`
/// naming the row, with what stood before already handed over.
brunt::Result<> read_csv_results(std::string_view bytes,
                                 const std::function<bool(const Result&)>& on_result);

}  // namespace brunt::load

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/decoder.h"
#include "load/result.h"

namespace brunt::load {

/// vegeta's CSV row of a result, twelve columns, quoted as Go does. Source: vegeta encode -to=csv.
void append_csv(std::string& out, const Result& result);

/// Rows of 12 columns, or of the 6, 7 and 9 that earlier generations wrote.
std::unique_ptr<Decoder> csv_decoder(ByteSource& source);

}  // namespace brunt::load

#pragma once

#include <string>

#include "base/result.h"
#include "report/document.h"
#include "report/formats.h"

namespace brunt::report {

// Cairo, Pango and their fonts are in a library of their own, brunt_paper.so beside the program or
// in ../lib/brunt, which is opened when a PDF or PNG is asked for: who wants neither never loads
// them. Errors: `not_found` when it is not there, `internal` when it cannot draw.

/// Tagged, with outline, language, title and the enclosures as embedded files; vector drawings.
Result<std::string> paper_pdf(const Document& document, Paper paper);

/// `svg` as a picture, `scale` dots per unit, on opaque ground.
Result<std::string> paper_png(const std::string& svg, double scale);

}  // namespace brunt::report

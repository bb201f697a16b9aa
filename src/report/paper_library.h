#pragma once

#include <string>

#include "report/document.h"
#include "report/formats.h"

/// What brunt_paper.so offers. Both sides are of one build; true when `out` holds the file, else
/// `why` says what was wrong. Nothing is thrown across.
extern "C" {
using brunt_paper_pdf_type = bool(const brunt::report::Document& document,
                                  brunt::report::Paper paper, std::string& out, std::string& why);
using brunt_paper_png_type = bool(const std::string& svg, double scale, std::string& out,
                                  std::string& why);
}

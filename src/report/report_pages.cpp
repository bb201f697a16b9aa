#include <fstream>

#include <fmt/format.h>

#include "report/formats.h"
#include "report/samples.h"

/// report_pages SEED FOLDER [FORMAT]: every sample as FOLDER/NAME.FORMAT (html), for who looks at
/// them from outside.
int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: report_pages SEED FOLDER [FORMAT]\n");
    return 2;
  }
  const std::string form = argc > 3 ? argv[3] : "html";
  const auto format = brunt::report::format_named(form);
  if (!format) return 2;
  for (const auto& [name, model] : brunt::report::samples::all(argv[1])) {
    const auto text = brunt::report::render(*format, model);
    if (!text) continue;  // a state without a timeline has no drawing
    std::ofstream file(fmt::format("{}/{}.{}", argv[2], name, form), std::ios::binary);
    file << *text;
    if (!file.flush()) return 1;
  }
  return 0;
}

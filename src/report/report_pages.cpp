// Writes the page of every sample model into a folder, for the browser test.

#include <filesystem>
#include <fstream>

#include <fmt/core.h>

#include "report/html.h"
#include "report/samples.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: report_pages SEED_FOLDER OUT_FOLDER\n");
    return 2;
  }
  const std::filesystem::path out(argv[2]);
  std::filesystem::create_directories(out);
  for (const auto& [name, model] : brunt::report::samples::all(argv[1])) {
    std::ofstream file(out / (name + ".html"), std::ios::binary);
    file << brunt::report::render_html(model);
    if (!file.flush()) {
      fmt::print(stderr, "report_pages: cannot write '{}.html' in '{}'\n", name, out.string());
      return 1;
    }
  }
}

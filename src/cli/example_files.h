#pragma once

#include <span>
#include <string_view>

namespace brunt::cli {

/// A file of examples/lost-function, as it was when this program was built.
struct ExampleFile {
  std::string_view path;  ///< relative to the example's folder
  std::string_view text;
};

std::span<const ExampleFile> example_files();

}  // namespace brunt::cli

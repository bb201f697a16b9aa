#pragma once

#include <string>
#include <string_view>

namespace brunt::report {

/// The page's style sheet: tokens for both themes, screen, phone and paper. `foot` is what stands
/// at the bottom left of each printed page, plain text.
std::string style(std::string_view foot);

/// The rules of the timeline alone, for a drawing in a file of its own.
std::string drawing_style();

/// The page's script: zoom, hover, keyboard, memory of the theme. Without it nothing else is lost.
std::string_view script();

}  // namespace brunt::report

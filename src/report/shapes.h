#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "impact/report_model.h"

namespace brunt::report {

/// Four silhouettes, told apart at 12 px and in black and white: disc with tick, square with cross,
/// half-filled diamond, dashed ring.
enum class Shape { held, refuted, inconclusive, none };

Shape shape_of(impact::Verdict verdict);
/// Met, not met, not measured.
Shape shape_of(std::optional<bool> met);

/// "held", "refuted", "inconclusive", "not measured".
std::string_view word_of(impact::Verdict verdict);

/// Class of its colour: "good", "bad", "warn", "none".
std::string_view colour_of(Shape shape);

/// The drawing in a box of 20 x 20, without its `<svg>`.
std::string_view glyph(Shape shape);

/// An inline picture of `size` px, hidden from readers of the text.
std::string picture(Shape shape, int size);

/// Shape and word in the colour of the shape. `text` is plain.
std::string verdict(Shape shape, std::string_view text, int size = 12);

/// The page's icon in a browser tab, as a data address.
std::string icon(Shape shape);

/// The mark before the product's name.
std::string_view logo();

}  // namespace brunt::report

#pragma once

#include <array>
#include <string>
#include <string_view>

namespace brunt::report {

/// One colour of the page in its two themes. Ink is what we did, `bad` is what users bore, `good`
/// is what worked, greys are what we do not know; nothing else has a colour.
struct Token {
  std::string_view name;
  std::string_view light, dark;  ///< #rrggbb
};

inline constexpr std::array<Token, 14> palette{{
    {"bg", "#fcfbf8", "#151514"},      // paper
    {"sunk", "#f4f1ea", "#1e1d1b"},    // code, hovered summary
    {"line", "#dfdacf", "#35332f"},    // hairlines and grid: never the only carrier of meaning
    {"edge", "#867f73", "#7d776d"},    // borders of controls, hatches, table heads
    {"ink", "#1c1b19", "#edeae4"},     // text, fault, detection
    {"ink2", "#4f4b45", "#bdb8ae"},    // secondary text, phase bars
    {"ink3", "#69645b", "#9d978c"},    // labels, axes
    {"good", "#0f609b", "#74b4ee"},    // success, held, links, focus
    {"bad", "#b02e0c", "#ff8d63"},     // failure, refuted
    {"warn", "#775500", "#dcb04c"},    // inconclusive, attention
    {"none", "#635e56", "#a39d92"},    // not measured, not checked
    {"impact", "#fbe4d8", "#3b2118"},  // impact band, always between two `bad` lines
    {"goodbg", "#d8e7f3", "#1b3348"},  // Wilson band
    {"onmark", "#ffffff", "#151514"},  // glyph inside a verdict shape
}};

/// `--bg:#fcfbf8;--sunk:...` of one theme.
std::string css_tokens(bool dark);

}  // namespace brunt::report

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brunt::cli {

enum class ColourWish { automatic, always, never };

/// What is known about one output stream and the user's wishes for it.
struct LookInputs {
  ColourWish colour = ColourWish::automatic;
  bool ascii = false;  ///< --ascii
  bool is_terminal = false;
  std::optional<int> columns;                                         ///< of the terminal
  std::optional<std::string> no_color, term, lc_all, lc_ctype, lang;  ///< environment
};

/// How to write on one stream. A value: everything that draws takes it.
struct Look {
  bool terminal = false;  ///< columns, moving lines and wrapping; else one sentence a line
  bool colour = false;
  bool ascii = false;
  int width = 100;

  friend bool operator==(const Look&, const Look&) = default;
};

/// Source: no-color.org; POSIX order of LC_ALL, LC_CTYPE, LANG.
Look decide_look(const LookInputs& inputs);

/// Reads environment and descriptor `fd` (1 or 2).
Look look_of(int fd, ColourWish colour, bool ascii);

enum class Style {
  plain,
  good,
  harm,
  attention,
  dim,
  bold,
  good_bold,
  harm_bold,
  attention_bold,
  reverse
};

/// `text` in the style's colour, or as it is when the look has none. Sixteen-colour codes only.
std::string painted(const Look& look, Style style, std::string_view text);

enum class Glyph {
  none,
  held,
  refuted,
  inconclusive,
  not_measured,
  met,
  missed,
  runs,
  waits,
  fault,
};

/// The sign, without colour.
std::string_view sign(const Look& look, Glyph glyph);
Style style_of(Glyph glyph);

}  // namespace brunt::cli

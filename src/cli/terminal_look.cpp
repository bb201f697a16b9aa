#include "cli/terminal_look.h"

#include <array>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

bool is_utf8_locale(const LookInputs& inputs) {
  for (const auto* variable : {&inputs.lc_all, &inputs.lc_ctype, &inputs.lang}) {
    if (!variable->has_value() || (*variable)->empty()) continue;
    const std::string name = lower(**variable);
    return name.find("utf-8") != std::string::npos || name.find("utf8") != std::string::npos;
  }
  return false;
}

bool wants_colour(const LookInputs& inputs, bool dumb) {
  if (inputs.colour != ColourWish::automatic) return inputs.colour == ColourWish::always;
  const bool refused = inputs.no_color.has_value() && !inputs.no_color->empty();
  return inputs.is_terminal && !refused && !dumb;
}

std::string_view code(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::good:
      return "36";
    case Style::harm:
      return "31";
    case Style::attention:
      return "33";
    case Style::dim:
      return "2";
    case Style::bold:
      return "1";
    case Style::good_bold:
      return "1;36";
    case Style::harm_bold:
      return "1;31";
    case Style::attention_bold:
      return "1;33";
    case Style::reverse:
      return "7";
  }
  return "";
}

struct Signs {
  std::string_view unicode, ascii;
};

Signs signs(Glyph glyph) {
  switch (glyph) {
    case Glyph::none:
      return {" ", " "};
    case Glyph::held:
      return {"●", "(+)"};
    case Glyph::refuted:
      return {"■", "[x]"};
    case Glyph::inconclusive:
      return {"◆", "<?>"};
    case Glyph::not_measured:
      return {"○", "( )"};
    case Glyph::met:
      return {"✓", "ok"};
    case Glyph::missed:
      return {"✗", "!!"};
    case Glyph::runs:
      return {"▸", ">"};
    case Glyph::waits:
      return {"·", "."};
    case Glyph::fault:
      return {"///", "///"};
  }
  return {"", ""};
}

}  // namespace

Look decide_look(const LookInputs& inputs) {
  const bool dumb = inputs.term.has_value() && *inputs.term == "dumb";
  Look look;
  look.terminal = inputs.is_terminal && !dumb;
  look.colour = wants_colour(inputs, dumb);
  look.ascii = inputs.ascii || dumb || !is_utf8_locale(inputs);
  if (inputs.columns.has_value() && *inputs.columns > 0) look.width = *inputs.columns;
  return look;
}

Look look_of(int fd, ColourWish colour, bool ascii) {
  LookInputs inputs;
  inputs.colour = colour;
  inputs.ascii = ascii;
  inputs.is_terminal = ::isatty(fd) == 1;
  inputs.no_color = sys::environment("NO_COLOR");
  inputs.term = sys::environment("TERM");
  inputs.lc_all = sys::environment("LC_ALL");
  inputs.lc_ctype = sys::environment("LC_CTYPE");
  inputs.lang = sys::environment("LANG");
  winsize size{};
  if (inputs.is_terminal && ::ioctl(fd, TIOCGWINSZ, &size) == 0) inputs.columns = size.ws_col;
  return decide_look(inputs);
}

std::string painted(const Look& look, Style style, std::string_view text) {
  const std::string_view start = code(style);
  if (!look.colour || start.empty() || text.empty()) return std::string(text);
  std::string out = "\x1b[";
  out.append(start).append("m").append(text).append("\x1b[0m");
  return out;
}

std::string_view sign(const Look& look, Glyph glyph) {
  return look.ascii ? signs(glyph).ascii : signs(glyph).unicode;
}

Style style_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::held:
      return Style::good_bold;
    case Glyph::refuted:
      return Style::harm_bold;
    case Glyph::inconclusive:
      return Style::attention_bold;
    case Glyph::not_measured:
    case Glyph::waits:
      return Style::dim;
    case Glyph::met:
      return Style::good;
    case Glyph::missed:
      return Style::harm;
    case Glyph::fault:
      return Style::reverse;
    case Glyph::none:
    case Glyph::runs:
      return Style::plain;
  }
  return Style::plain;
}

}  // namespace brunt::cli

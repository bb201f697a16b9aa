#include "report/palette.h"

namespace brunt::report {

std::string css_tokens(bool dark) {
  std::string css;
  for (const Token& token : palette) {
    css.append("--").append(token.name).append(":").append(dark ? token.dark : token.light);
    css += ';';
  }
  return css;
}

}  // namespace brunt::report

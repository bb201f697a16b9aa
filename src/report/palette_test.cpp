#include "report/palette.h"

#include <cmath>

#include <gtest/gtest.h>

namespace brunt::report {
namespace {

double channel(std::string_view hex, std::size_t at) {
  const double value = std::stoi(std::string(hex.substr(at, 2)), nullptr, 16) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// Relative luminance. Source: WCAG 2.2.
double luminance(std::string_view colour) {
  return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
}

double contrast(std::string_view a, std::string_view b) {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

std::string_view colour(std::string_view name, bool dark) {
  for (const Token& token : palette) {
    if (token.name == name) return dark ? token.dark : token.light;
  }
  return "#000000";
}

TEST(Palette, MeasuresContrastAsWcagDoes) {
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 0.01);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.01);
}

TEST(Palette, TextIsReadableOnEveryGroundInBothThemes) {
  for (const bool dark : {false, true}) {
    for (const std::string_view text : {"ink", "ink2", "ink3", "good", "bad", "warn", "none"}) {
      for (const std::string_view ground : {"bg", "sunk", "impact"}) {
        EXPECT_GE(contrast(colour(text, dark), colour(ground, dark)), 4.5)
            << text << " on " << ground << (dark ? ", dark" : ", light");
      }
    }
  }
}

TEST(Palette, MarksAndBordersAreSeenOnEveryGround) {
  for (const bool dark : {false, true}) {
    for (const std::string_view ground : {"bg", "sunk", "impact"}) {
      EXPECT_GE(contrast(colour("edge", dark), colour(ground, dark)), 3.0) << ground << dark;
    }
    EXPECT_GE(contrast(colour("good", dark), colour("goodbg", dark)), 3.0);
    EXPECT_GE(contrast(colour("onmark", dark), colour("good", dark)), 4.5);
    EXPECT_GE(contrast(colour("onmark", dark), colour("bad", dark)), 4.5);
  }
}

TEST(Palette, StandsInTheStyleForBothThemes) {
  EXPECT_TRUE(css_tokens(false).starts_with("--bg:#fcfbf8;"));
  EXPECT_TRUE(css_tokens(true).starts_with("--bg:#151514;"));
}

}  // namespace
}  // namespace brunt::report

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt {
namespace {

TEST(ShellWords, SplitLikeAShell) {
  EXPECT_EQ(shell_words(R"(-a "b c" 'd "e"' f\ g "h\"i" "")").value(),
            (std::vector<std::string>{"-a", "b c", "d \"e\"", "f g", "h\"i", ""}));
  EXPECT_EQ(shell_words("   ").value().size(), 0U);
  EXPECT_FALSE(shell_words("a 'b"));
}

TEST(Closest, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(closest("rang", {"probe", "regex", "jsonpath", "range"}), "range");
  EXPECT_EQ(closest("banana", {"probe", "regex"}), "");
}

TEST(Utf8, FindsAndReplacesWhatIsNone) {
  EXPECT_EQ(first_invalid_utf8("h\xc3\xa9llo"), std::string_view::npos);
  EXPECT_EQ(first_invalid_utf8("ab\xff"), 2U);
  EXPECT_EQ(first_invalid_utf8("\xed\xa0\x80"), 0U);  // a surrogate
  EXPECT_EQ(as_utf8("a\xff"), "a\xef\xbf\xbd");
}

TEST(Printable, ShowsControlCharacters) {
  EXPECT_EQ(printable("a\x1b[31m"), "a␛[31m");
}

RC_GTEST_PROP(Base64, ReadsBackWhatItWrites, (const std::string& bytes)) {
  RC_ASSERT(from_base64(base64(bytes)).value() == bytes);
}

TEST(Base64, RefusesOtherLetters) {
  EXPECT_FALSE(from_base64("ab$="));
  EXPECT_EQ(from_base64("aGk=").value(), "hi");
}

}  // namespace
}  // namespace brunt

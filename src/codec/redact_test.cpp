#include "codec/redact.h"

#include <gtest/gtest.h>

namespace brunt::codec {
namespace {

TEST(Redactor, HidesSecretsAnywhereInATextInEverySpelling) {
  const Redactor redactor({"s3cr3t/\"x\"", "Basic amFuZTpkZW1v"});
  EXPECT_EQ(redactor.text("a s3cr3t/\"x\" b s3cr3t/\"x\""), "a ******** b ********");
  EXPECT_EQ(redactor.text("?k=s3cr3t%2F%22x%22"), "?k=********");
  EXPECT_EQ(redactor.text(R"({"k":"s3cr3t/\"x\""})"), R"({"k":"********"})");
  EXPECT_EQ(redactor.text("czNjcjN0LyJ4Ig=="), "********");
  EXPECT_EQ(redactor.text("Authorization: Basic amFuZTpkZW1v"), "Authorization: ********");
  EXPECT_EQ(redactor.text("token amFuZTpkZW1v"), "token ********");
}

TEST(Redactor, HidesTheLongerOfTwoThatOverlap) {
  const Redactor redactor({"pass", "password1"});
  EXPECT_EQ(redactor.text("password1 pass"), "******** ********");
}

TEST(Redactor, HidesAShortSecretOnlyWhereItIsAllThereIs) {
  const Redactor redactor({"on"});
  EXPECT_EQ(redactor.text("one on"), "one on");
  EXPECT_EQ(redactor.text("on"), "********");
}

TEST(Redactor, GoesIntoValuesAndKeys) {
  const Redactor redactor({"s3cr3t"});
  EXPECT_EQ(redactor.value({{"s3cr3t", {"x s3cr3t", 7, nullptr, {{"k", "s3cr3t"}}}}}),
            Json({{"********", {"x ********", 7, nullptr, {{"k", "********"}}}}}));
}

TEST(Redactor, KeepsTheOrderOfKeysAndBothOfTwoThatBecomeEqual) {
  const Redactor redactor({"first-secret", "other-secret"});
  const Json value = {{"b", 1}, {"first-secret", 2}, {"a", 3}, {"other-secret", 4}};
  EXPECT_EQ(to_text(redactor.value(value)), R"j({"b":1,"********":2,"a":3,"******** (2)":4})j");
}

TEST(Redactor, WithoutSecretsChangesNothing) {
  EXPECT_TRUE(Redactor().empty());
  EXPECT_TRUE(Redactor({""}).empty());
  EXPECT_EQ(Redactor().value({{"a", "b"}}), Json({{"a", "b"}}));
}

}  // namespace
}  // namespace brunt::codec

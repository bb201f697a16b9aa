#include "provider/registry.h"

#include <gtest/gtest.h>

namespace brunt::provider {
namespace {

struct Echo : Provider {
  Result<> validate(const Call&) const override { return {}; }
  Result<Outcome> invoke(const Call& call, const Limits&, const Notify&) override {
    return Outcome{
        .output = call.provider, .failure = "", .summary = "", .detail = "", .evidence = {}};
  }
};

Result<Json> call_by_name(const Registry& registry, std::string_view type) {
  Provider* provider = BRUNT_TRY(registry.find(type), "running 'say-hi'");
  return BRUNT_TRY(provider->invoke(
                       {.activity = "say-hi", .provider = SharedJson("hi"), .secrets = {}}, {}, {}))
      .output;
}

TEST(Registry, FindsWhatWasAdded) {
  Registry registry;
  ASSERT_TRUE(registry.add("echo", std::make_unique<Echo>()));
  EXPECT_EQ(call_by_name(registry, "echo").value(), Json("hi"));
}

TEST(Registry, NamesTheChoicesWhenNothingIsFound) {
  Registry registry;
  ASSERT_TRUE(registry.add("echo", std::make_unique<Echo>()));
  const auto result = call_by_name(registry, "ecko");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(),
            (Error{Errc::not_found, "no provider 'ecko' (there are: echo)", "running 'say-hi'"}));
}

}  // namespace
}  // namespace brunt::provider

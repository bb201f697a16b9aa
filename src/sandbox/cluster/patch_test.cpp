#include "sandbox/cluster/patch.h"

#include <gtest/gtest.h>

namespace brunt::sandbox::cluster {
namespace {

Result<Json> patched(const char* target, const char* patch, const char* kind) {
  return apply_patch(parse_json(target).value(), parse_json(patch).value(),
                     std::string("application/") + kind + "+json");
}

TEST(Patch, MergesByRfc7386) {
  EXPECT_EQ(patched(R"({"a": {"b": 1, "c": 2}, "l": [1]})",
                    R"({"a": {"b": null, "d": 3}, "l": [2]})", "merge-patch")
                .value()
                .dump(),
            R"({"a":{"c":2,"d":3},"l":[2]})");
}

TEST(Patch, AppliesJsonPatchOperations) {
  EXPECT_EQ(patched(R"({"spec": {"replicas": 1}})",
                    R"([{"op": "test", "path": "/spec/replicas", "value": 1},
      {"op": "replace", "path": "/spec/replicas", "value": 3}])",
                    "json-patch")
                .value()
                .dump(),
            R"({"spec":{"replicas":3}})");
  EXPECT_FALSE(patched("{}", R"([{"op": "remove", "path": "/none"}])", "json-patch"));
  EXPECT_FALSE(
      patched(R"({"a": 1})", R"([{"op": "test", "path": "/a", "value": 2}])", "json-patch"));
}

TEST(Patch, MergesListsOfObjectsByTheirKey) {
  const char* target =
      R"({"spec": {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}]}})";
  EXPECT_EQ(
      patched(target, R"({"spec": {"containers": [{"name": "b", "image": "3"}, {"name": "c"}],
      "$setElementOrder/containers": [{"name": "a"}, {"name": "b"}]}})",
              "strategic-merge-patch")
          .value()
          .dump(),
      R"({"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"3"},{"name":"c"}]}})");
}

TEST(Patch, HonoursDirectives) {
  EXPECT_EQ(
      patched(
          R"({"taints": [{"key": "a"}, {"key": "b"}], "f": ["x", "y"], "m": {"p": 1}})",
          R"({"taints": [{"key": "a", "$patch": "delete"}], "$deleteFromPrimitiveList/f": ["x"], "m": {"$patch": "replace", "q": 2}})",
          "strategic-merge-patch")
          .value()
          .dump(),
      R"({"taints":[{"key":"b"}],"f":["y"],"m":{"q":2}})");
  EXPECT_EQ(patched(R"({"taints": [{"key": "a"}]})",
                    R"({"taints": [{"$patch": "replace"}, {"key": "z"}]})", "strategic-merge-patch")
                .value()
                .dump(),
            R"({"taints":[{"key":"z"}]})");
}

TEST(Patch, RefusesOtherKinds) {
  const auto other = patched("{}", "{}", "apply-patch");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::not_found);
  EXPECT_EQ(patched("{}", "[]", "merge-patch").error().code, Errc::invalid_input);
  EXPECT_EQ(patched("{}", "{}", "json-patch").error().code, Errc::invalid_input);
}

}  // namespace
}  // namespace brunt::sandbox::cluster

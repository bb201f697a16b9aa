#include "sandbox/cluster/selector.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::sandbox::cluster {
namespace {

const Json labels{{"app", "gateway"}, {"tier", "front"}, {"kubernetes.io/os", "linux"}};

bool selects(std::string_view selector) {
  const auto rules = parse_label_selector(selector);
  return rules && matches(*rules, labels);
}

TEST(LabelSelector, KnowsTheWholeGrammar) {
  for (const char* yes :
       {"", "app", "app=gateway", "app==gateway", " app = gateway ", "app!=other", "none!=x",
        "!none", "app in (gateway)", "app in (a, gateway ,b)", "app notin (a,b)", "none notin (a)",
        "app=gateway,tier=front", "kubernetes.io/os=linux", "app in (gateway),!none,tier"})
    EXPECT_TRUE(selects(yes)) << yes;
  for (const char* no : {"none", "app=", "app=other", "app!=gateway", "!app", "app in (a,b)",
                         "app notin (gateway)", "app=gateway,tier=back", "none=x", "none in (x)"})
    EXPECT_FALSE(selects(no)) << no;
}

TEST(LabelSelector, RefusesWhatIsNone) {
  for (const char* text : {"app in gateway", "app in (a", "=x", ",", "app=a,", "app ~ b", "a b",
                           "app=a b", "!", "app in (a;b)", "-app=x", "app=-x"}) {
    const auto rules = parse_label_selector(text);
    ASSERT_FALSE(rules) << text;
    EXPECT_EQ(rules.error().code, Errc::invalid_input) << text;
  }
}

TEST(LabelSelector, SaysWhatItFoundAndExpected) {
  EXPECT_EQ(parse_label_selector("app in gateway").error().what,
            "unable to parse requirement: found 'gateway', expected: '('");
}

TEST(LabelSelector, ReadsSelectorObjects) {
  const Json object = parse_json(R"({"matchLabels": {"app": "gateway"}, "matchExpressions": [
      {"key": "tier", "operator": "In", "values": ["front", "back"]}, {"key": "none", "operator": "DoesNotExist"}]})")
                          .value();
  const auto rules = label_selector_of(object);
  ASSERT_TRUE(rules);
  EXPECT_TRUE(matches(*rules, labels));
  EXPECT_EQ(print_selector(*rules), "app=gateway,tier in (front,back),!none");
  EXPECT_FALSE(label_selector_of(
      parse_json(R"({"matchExpressions": [{"key": "a", "operator": "Near"}]})").value()));
}

RC_GTEST_PROP(LabelSelector, ReadsBackWhatItPrints, ()) {
  const auto word = rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyz019"))));
  LabelSelector rules;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    LabelRule rule{*word,
                   *rc::gen::element(LabelRule::Kind::in, LabelRule::Kind::not_in,
                                     LabelRule::Kind::exists, LabelRule::Kind::absent),
                   {}};
    if (rule.kind == LabelRule::Kind::in || rule.kind == LabelRule::Kind::not_in)
      for (int n = *rc::gen::inRange(1, 3); n > 0; --n)
        rule.values.push_back(*word);
    rules.push_back(std::move(rule));
  }
  RC_PRE(std::all_of(rules.begin(), rules.end(), [](const LabelRule& r) {
    return r.key.size() <= 63 && std::all_of(r.values.begin(), r.values.end(),
                                             [](const std::string& v) { return v.size() <= 63; });
  }));
  RC_ASSERT(parse_label_selector(print_selector(rules)).value() == rules);
}

TEST(FieldSelector, KnowsThePodsFields) {
  const Json pod{{"metadata", {{"name", "a"}, {"namespace", "n"}}},
                 {"spec", {{"nodeName", "node"}}},
                 {"status", {{"phase", "Running"}}}};
  const auto selects = [&](std::string_view text) {
    return matches(parse_field_selector(text, "pods").value(), pod);
  };
  EXPECT_TRUE(selects(""));
  EXPECT_TRUE(selects("metadata.name=a,status.phase!=Failed,spec.nodeName==node"));
  EXPECT_TRUE(selects("spec.hostNetwork=false"));
  EXPECT_FALSE(selects("status.phase=Pending"));
  EXPECT_FALSE(selects("metadata.namespace!=n"));
}

TEST(FieldSelector, RefusesFieldsThatAServerDoesNotIndex) {
  EXPECT_EQ(parse_field_selector("status.phase=x", "deployments").error().what,
            "field label not supported: status.phase");
  EXPECT_FALSE(parse_field_selector("spec.containers=x", "pods"));
  EXPECT_FALSE(parse_field_selector("metadata.name", "pods"));
  EXPECT_TRUE(parse_field_selector("involvedObject.name=x,reason!=y", "events"));
}

}  // namespace
}  // namespace brunt::sandbox::cluster

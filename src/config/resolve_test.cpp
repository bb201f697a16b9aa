#include "config/resolve.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <unistd.h>

namespace brunt::config {
namespace {

Environment environment(const std::map<std::string, std::string>& values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto at = values.find(name);
    if (at == values.end()) return std::nullopt;
    return at->second;
  };
}

model::Experiment experiment(const Json& configuration, const Json& secrets = Json::object()) {
  model::Experiment out;
  out.configuration = configuration;
  out.secrets = secrets;
  return out;
}

Resolved resolved(const model::Experiment& from, const Json& overrides = Json::object(),
                  const std::map<std::string, std::string>& values = {}) {
  auto out = resolve(from, overrides, environment(values), {});
  EXPECT_TRUE(out.has_value()) << codec::describe_all(out.error(), "x");
  return out ? *out : Resolved{};
}

/// The messages of a configuration that cannot be resolved.
std::string refusal(const model::Experiment& from,
                    const std::map<std::string, std::string>& values = {}) {
  const auto out = resolve(from, Json::object(), environment(values), {});
  EXPECT_FALSE(out.has_value());
  return out ? "" : codec::describe_all(out.error(), "x");
}

TEST(Configuration, KeepsValuesAsTheyAreWithoutSubstitution) {
  const Json values = {
      {"a", 1}, {"b", "${a}"}, {"c", {{"x", 1}}}, {"d", {{"type", "file"}}}, {"e", nullptr}};
  EXPECT_EQ(resolved(experiment(values)).configuration, values);
}

TEST(Configuration, ReadsTheEnvironment) {
  const auto from = experiment(
      {{"set", {{"type", "env"}, {"key", "SET"}, {"default", "d"}}},
       {"empty", {{"type", "env"}, {"key", "EMPTY"}, {"default", "d"}}},
       {"unset", {{"type", "env"}, {"key", "UNSET"}, {"default", 7}}},
       {"null", {{"type", "env"}, {"key", "UNSET"}, {"default", nullptr}}},
       {"cast", {{"type", "env"}, {"key", "N"}, {"env_var_type", "int"}}},
       {"both", {{"type", "env"}, {"key", "UNSET"}, {"default", "4"}, {"env_var_type", "int"}}}});
  const auto out = resolved(from, Json::object(), {{"SET", "s"}, {"EMPTY", ""}, {"N", "3"}});
  EXPECT_EQ(out.configuration, Json({{"set", "s"},
                                     {"empty", ""},
                                     {"unset", 7},
                                     {"null", nullptr},
                                     {"cast", 3},
                                     {"both", 4}}));
  EXPECT_TRUE(out.confidential.empty());
}

TEST(Configuration, TellsAllThatIsMissingAtOnce) {
  const std::string text =
      refusal(experiment({{"a", {{"type", "env"}, {"key", "NOWHERE"}}},
                          {"b", {{"type", "env"}, {"key", "N"}, {"env_var_type", "int"}}},
                          {"c", {{"type", "file"}, {"path", "/no/such/file"}}}},
                         {{"s", {{"k", {{"type", "env"}, {"key", "GONE"}}}}}}),
              {{"N", "s3cr3t"}});
  for (const char* part :
       {"NOWHERE is not set", "--var a=VALUE", "N: the value cannot be read as int",
        "/no/such/file", "GONE is not set", "/secrets/s/k"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(text.find("s3cr3t"), std::string::npos);
}

TEST(Configuration, TakesOverridesForDeclaredKeysOnly) {
  const auto from = experiment({{"a", {{"type", "env"}, {"key", "NOWHERE"}}}, {"b", 1}});
  const auto out = resolved(from, {{"a", "given"}, {"bb", 2}});
  EXPECT_EQ(out.configuration, Json({{"a", "given"}, {"b", 1}}));
  ASSERT_EQ(out.warnings.size(), 1U);
  EXPECT_TRUE(out.warnings[0].is_warning);
  EXPECT_EQ(out.warnings[0].hint, "did you mean \"b\"?");
}

TEST(Configuration, AnOverrideMayBeAnEntry) {
  const auto out =
      resolved(experiment({{"a", 1}}), {{"a", {{"type", "env"}, {"key", "A"}}}}, {{"A", "x"}});
  EXPECT_EQ(out.configuration["a"], "x");
}

TEST(Configuration, WhatSaysThatItIsSecretIsConfidential) {
  const auto out = resolved(experiment({{"a", {{"type", "env"}, {"key", "A"}, {"secret", true}}},
                                        {"b", {{"type", "env"}, {"key", "B"}}},
                                        {"vault_token", "hvs.x"}}),
                            Json::object(), {{"A", "canary"}, {"B", "plain"}});
  EXPECT_EQ(out.confidential, (std::vector<std::string>{"canary", "hvs.x"}));
}

TEST(Secrets, AreResolvedAtAnyDepthAndConfidential) {
  const auto out =
      resolved(experiment(Json::object(),
                          {{"db",
                            {{"user", "app"},
                             {"password", {{"type", "env"}, {"key", "P"}}},
                             {"more", {{"pin", 4711}, {"deep", {{"type", "env"}, {"key", "D"}}}}},
                             {"list", {"one", "two"}}}}}),
               Json::object(), {{"P", "hunter2"}, {"D", "deep"}});
  EXPECT_EQ(out.secrets, Json({{"db",
                                {{"user", "app"},
                                 {"password", "hunter2"},
                                 {"more", {{"pin", 4711}, {"deep", "deep"}}},
                                 {"list", {"one", "two"}}}}}));
  EXPECT_EQ(out.confidential,
            (std::vector<std::string>{"app", "hunter2", "4711", "deep", "one", "two"}));
}

TEST(Secrets, AreHiddenInTheDocumentUnlessTheyOnlySayWhere) {
  EXPECT_EQ(
      hide_inline_secrets(
          {{"s",
            {{"a", "x"}, {"b", {{"type", "env"}, {"key", "B"}}}, {"c", {{"d", 7}}}, {"e", {1}}}}}),
      Json({{"s",
             {{"a", "********"},
              {"b", {{"type", "env"}, {"key", "B"}}},
              {"c", {{"d", "********"}}},
              {"e", "********"}}}}));
}

TEST(Secrets, OfAFileReplaceAScopeOrAreMergedIntoIt) {
  const auto from = experiment(Json::object(),
                               {{"db", {{"user", "app"}, {"password", "old"}}}, {"x", {{"k", 1}}}});
  Inputs inputs;
  inputs.environment = environment({});
  inputs.secret_overrides = {{"db", {{"password", "new"}}}, {"dbb", {{"k", 1}}}};
  const auto replaced = resolve(from, inputs, {});
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->secrets, Json({{"db", {{"password", "new"}}}, {"x", {{"k", 1}}}}));
  ASSERT_EQ(replaced->warnings.size(), 1U);
  EXPECT_EQ(replaced->warnings[0].hint, "did you mean \"db\"?");
  inputs.merge_secrets = true;
  const auto merged = resolve(from, inputs, {});
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->secrets["db"], Json({{"user", "app"}, {"password", "new"}}));
  EXPECT_EQ(merged->confidential, (std::vector<std::string>{"app", "new", "1"}));
}

TEST(Secrets, OfAFileThatAreNoObjectAreRefused) {
  Inputs inputs;
  inputs.environment = environment({});
  inputs.secret_overrides = {{"db", "canary"}};
  const auto out = resolve(experiment(Json::object(), {{"db", {{"a", 1}}}}), inputs, {});
  ASSERT_FALSE(out);
  EXPECT_EQ(codec::describe_all(out.error(), "x").find("canary"), std::string::npos);
}

TEST(Configuration, ReadsFiles) {
  const auto path =
      std::filesystem::temp_directory_path() / ("brunt-config-" + std::to_string(::getpid()));
  std::ofstream(path) << "from a file\n";
  const auto out = resolved(
      experiment({{"a", {{"type", "file"}, {"path", path.string()}}}, {"b", {{"type", "file"}}}},
                 {{"s", {{"k", {{"type", "file"}, {"path", path.string()}}}}}}));
  EXPECT_EQ(out.configuration, Json({{"a", "from a file"}, {"b", {{"type", "file"}}}}));
  EXPECT_EQ(out.secrets, Json({{"s", {{"k", "from a file"}}}}));
  EXPECT_EQ(out.confidential, std::vector<std::string>{"from a file"});
  std::filesystem::remove(path);
}

Json probe(const std::string& type, const std::string& name) {
  return {{"type", "probe"}, {"name", name}, {"provider", {{"type", type}}}};
}

TEST(Configuration, AsksProbesWhichSeeWhatIsDeclaredBeforeThem) {
  const auto from = experiment({{"a", 1},
                                {"text", probe("process", "p")},
                                {"b", 2},
                                {"body", probe("http", "h")},
                                {"bad", probe("process", "failing")},
                                {"given", probe("process", "never asked")},
                                {"made", probe("python", "f")}},
                               {{"s", {{"k", "canary"}}}});
  std::vector<std::string> seen;
  Inputs inputs;
  inputs.environment = environment({});
  inputs.overrides = {{"given", 5}};
  inputs.probe = [&](const Json& entry, const Json& configuration, const Json& secrets) {
    EXPECT_EQ(secrets["s"]["k"], "canary");
    const std::string name = string_or(entry, "name");
    seen.push_back(name + " " + to_text(configuration));
    if (name == "p") return Result<Json>(Json({{"status", 0}, {"stdout", " x \n"}}));
    if (name == "h") return Result<Json>(Json({{"status", 500}, {"body", {{"n", 1}}}}));
    if (name == "f") return Result<Json>(Json({1, 2}));
    return Result<Json>(Json({{"status", 3}, {"stdout", "canary"}}));
  };
  const auto out = resolve(from, inputs, {});
  ASSERT_TRUE(out);
  EXPECT_EQ(to_text(out->configuration),
            R"({"a":1,"text":"x","b":2,"body":{"n":1},"given":5,"made":[1,2]})");
  EXPECT_EQ(seen[0], R"(p {"a":1})");
  EXPECT_EQ(seen[1], R"(h {"a":1,"text":"x","b":2})");
  EXPECT_EQ(seen.size(), 4U);
  ASSERT_EQ(out->warnings.size(), 1U);
  EXPECT_EQ(out->warnings[0].found, "bad: it exited with 3");
  EXPECT_EQ(out->warnings[0].rule, "configuration/probe-failed");
  inputs.probe = nullptr;
  const auto unasked = resolve(from, inputs, {});
  ASSERT_TRUE(unasked);
  EXPECT_EQ(unasked->pending, (std::vector<std::string>{"text", "body", "bad", "made"}));
}

}  // namespace
}  // namespace brunt::config

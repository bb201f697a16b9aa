#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <fakes/json_schema.h>
#include <gtest/gtest.h>

#include "codec/document.h"
#include "codec/experiment.h"
#include "codec/rules.h"
#include "codec/shape.h"

namespace brunt::codec {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Does the validator find something that a schema can say?
std::string refused_for_its_shape(const Json& document) {
  std::string out;
  for (const Problem& problem : check_experiment(document, {})) {
    const Rule* rule = find_rule(problem.rule);
    if (!problem.is_warning && rule != nullptr && rule->in_schema)
      out += problem.rule + " at " + problem.pointer + "; ";
  }
  return out;
}

void expect_agreement(const fakes::JsonSchema& schema, const Json& document) {
  const std::string refusal = refused_for_its_shape(document);
  EXPECT_EQ(schema.accepts(document), refusal.empty()) << to_text(document, 1) << "\n" << refusal;
}

TEST(Schema, IsTheOneThatIsShared) {
  const fs::path shared = fs::path(BRUNT_SHARE) / "schema" / "experiment.schema.json";
  const std::string text = to_file_text(experiment_schema());
  if (std::getenv("BRUNT_UPDATE_GOLDEN") != nullptr)
    std::ofstream(shared, std::ios::binary) << text;
  EXPECT_EQ(text, read(shared));
}

TEST(Schema, AgreesWithTheValidatorOnTheBrokenDocuments) {
  const fakes::JsonSchema schema(experiment_schema());
  int looked_at = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(BRUNT_GOLDEN) / "codec")) {
    if (entry.path().extension() == ".txt") continue;
    const std::string text = read(entry.path());
    const auto document =
        entry.path().extension() == ".json" ? parse_json_document(text) : parse_yaml_document(text);
    if (!document) continue;
    ++looked_at;
    expect_agreement(schema, document->value);
  }
  EXPECT_GT(looked_at, 10);
  EXPECT_EQ(schema.unknown_keyword(), "");
}

const std::string whole = R"({
  "title": "t", "description": "d", "tags": ["x"], "contributions": {"speed": "high"},
  "extensions": [{"name": "e"}], "dry": null, "version": 1,
  "configuration": {"n": 1, "o": {"a": 1}, "f": {"type": "file", "path": "x"},
    "e": {"type": "env", "key": "K", "default": 1, "env_var_type": "int"},
    "p": {"type": "probe", "name": "q", "provider": {"type": "process", "path": "x"}}},
  "secrets": {"s": {"k": "v", "e": {"type": "env", "key": "K"}, "f": {"type": "file", "path": "x"},
    "v": {"type": "vault", "path": "p", "key": "k"}, "d": {"deep": {"type": "env", "key": "K"}}}},
  "controls": [{"name": "c", "scope": "before", "provider": {"type": "python", "module": "m"}}],
  "runtime": {"hypothesis": {"strategy": "default"}, "rollbacks": {"strategy": "always"}},
  "steady-state-hypothesis": {"title": "h", "controls": [], "probes": [
    {"type": "probe", "name": "p", "tolerance": [200, 201], "controls": [],
     "provider": {"type": "http", "url": "http://x", "method": "POST", "headers": {"A": "b"},
                  "timeout": [1, 2], "max_retries": 2}},
    {"type": "probe", "name": "r", "tolerance": {"type": "regex", "pattern": "x", "target": "body"},
     "provider": {"type": "python", "module": "m", "func": "f", "arguments": {"a": 1}}},
    {"ref": "r", "tolerance": {"type": "jsonpath", "path": "$.a", "count": 1}},
    {"ref": "r", "tolerance": {"type": "jsonpath-rfc9535", "path": "$.a", "expect": 1}},
    {"ref": "r", "tolerance": {"type": "range", "range": [1, 2.5]}},
    {"ref": "r", "tolerance": {"type": "probe", "name": "j",
       "provider": {"type": "python", "module": "m", "func": "f", "arguments": {}}}},
    {"ref": "a", "tolerance": 0}]},
  "method": [
    {"type": "action", "name": "a", "background": true, "pauses": {"before": 1.5, "after": "${n}"},
     "timeout": 3, "dry": false, "tolerance": 0,
     "brunt": {"assert": true, "retry": {"times": 3, "every": 0.5}, "fail_experiment": true,
               "repeat": {"for": 10, "every": 1}, "output": {"name": "out", "path": "$.stdout"}},
     "provider": {"type": "process", "path": "x", "arguments": "y", "timeout": 2}}],
  "rollbacks": [{"ref": "a", "background": false,
                 "brunt": {"until": {"deadline": 5, "every": 1}, "repeat": {"times": 2},
                           "output": "undone", "idempotent": true, "when_ran": "a"}}],
  "brunt": {"verify_after_rollbacks": true}
})";

const std::vector<Json>& replacements() {
  static const std::vector<Json> all{nullptr,
                                     false,
                                     true,
                                     0,
                                     1,
                                     -1.5,
                                     2.5,
                                     "",
                                     " ",
                                     "x",
                                     "${x}",
                                     "probe",
                                     "action",
                                     "http",
                                     "process",
                                     "python",
                                     "env",
                                     "vault",
                                     "file",
                                     "regex",
                                     "range",
                                     "jsonpath",
                                     "always",
                                     "after",
                                     Json::array(),
                                     Json::array({nullptr}),
                                     Json::array({1, 2}),
                                     Json::array({"a"}),
                                     Json::object(),
                                     {{"type", "env"}},
                                     {{"type", "vault"}},
                                     {{"name", "x"}},
                                     {{"ref", "a"}},
                                     {{"type", "probe"}, {"name", "x"}}};
  return all;
}

TEST(Schema, AgreesWithTheValidatorWhateverStandsAnywhere) {
  const fakes::JsonSchema schema(experiment_schema());
  const Json document = Json::parse(whole);
  ASSERT_EQ(refused_for_its_shape(document), "");
  ASSERT_TRUE(schema.accepts(document));
  std::vector<Json::json_pointer> pointers;
  const std::function<void(const Json&, const Json::json_pointer&)> collect =
      [&](const Json& value, const Json::json_pointer& at) {
        if (!at.empty()) pointers.push_back(at);
        if (value.is_array()) {
          for (std::size_t i = 0; i < value.size(); ++i)
            collect(value[i], at / i);
        } else if (value.is_object()) {
          for (const auto& [key, item] : value.items())
            collect(item, at / key);
        }
      };
  collect(document, Json::json_pointer());
  // Some of the replacements at each place, others at the next: in all, each meets many places.
  std::size_t next = 0;
  for (const auto& pointer : pointers) {
    for (int i = 0; i < 6; ++i) {
      Json changed = document;
      changed[pointer] = replacements()[next++ % replacements().size()];
      expect_agreement(schema, changed);
      if (HasFailure()) return;
    }
    Json without = document;
    Json& owner = without[pointer.parent_pointer()];
    if (owner.is_object()) owner.erase(pointer.back());
    expect_agreement(schema, without);
  }
}

}  // namespace
}  // namespace brunt::codec

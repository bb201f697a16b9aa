#include "codec/check_brunt_block.h"

#include <algorithm>

#include "analysis/claim_text.h"
#include "base/text.h"
#include "codec/activity_lists.h"
#include "codec/brunt_block.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

constexpr double longest = 1e6;  // seconds

/// Refuses members that `known` does not name.
void check_members(Checker& checker, const Json& object, const Way& way,
                   const std::vector<std::string>& known) {
  for (const auto& member : object.items()) {
    if (std::find(known.begin(), known.end(), member.key()) != known.end()) continue;
    checker.report(
        "block/unknown-key", way / member.key(),
        {"\"" + member.key() + "\" means nothing in a \"brunt\" object", "\"" + member.key() + "\"",
         join(known, ", "), suggestion(member.key(), known)});
  }
}

bool is_object(Checker& checker, const Json& value, const Way& way, const std::string& example) {
  if (value.is_object()) return true;
  checker.report("block/shape", way,
                 {"a part of a \"brunt\" object is not an object", shown(value),
                  "an object such as " + example, "write one, or leave it out"});
  return false;
}

void check_flag(Checker& checker, const Json& block, const Way& way, const std::string& key) {
  const Json* value = find(block, key);
  if (value == nullptr || value->is_boolean()) return;
  checker.report("block/flag", way / key,
                 {"\"" + key + "\" is not true or false", shown(*value), "true or false",
                  "write true, or leave it out"});
}

struct Range {
  double least = 0;
  bool above = false;  ///< `least` itself is too little
  bool required = false;
};

void check_seconds(Checker& checker, const Json& object, const Way& way, const std::string& key,
                   const Range& range) {
  const Json* value = find(object, key);
  const std::string expected = "seconds, " + std::string(range.above ? "above " : "at least ") +
                               to_text(Json(range.least)) + ", at most 1000000";
  if (value == nullptr) {
    if (!range.required) return;
    checker.missing("block/seconds", object, way, key,
                    {"\"" + key + "\" is missing", "", expected, "add \"" + key + "\": 30"});
    return;
  }
  const double number = value->is_number() ? value->get<double>() : -1;
  if ((range.above ? number > range.least : number >= range.least) && number <= longest) return;
  checker.report("block/seconds", way / key,
                 {"\"" + key + "\" is not a number of seconds that can be used", shown(*value),
                  expected, "write a number such as 1 or 0.5"});
}

void check_times(Checker& checker, const Json& object, const Way& way, bool required) {
  const Json* value = find(object, "times");
  const std::string expected = "a whole number from 1 to 1000000";
  if (value == nullptr) {
    if (!required) return;
    checker.missing("block/times", object, way, "times",
                    {"\"times\" is missing", "", expected, "add \"times\": 3"});
    return;
  }
  if (value->is_number_integer() && *value >= 1 && *value <= 1'000'000) return;
  checker.report("block/times", way / "times",
                 {"\"times\" is not a count", shown(*value), expected, "write 3"});
}

void check_retry(Checker& checker, const Json& retry, const Way& way) {
  if (!is_object(checker, retry, way, R"({"times": 3, "every": 1})")) return;
  check_members(checker, retry, way, {"times", "every"});
  check_times(checker, retry, way, true);
  check_seconds(checker, retry, way, "every", {});
}

void check_until(Checker& checker, const Json& until, const Way& way) {
  if (!is_object(checker, until, way, R"({"deadline": 30, "every": 1})")) return;
  check_members(checker, until, way, {"deadline", "every"});
  check_seconds(checker, until, way, "deadline", {.above = true, .required = true});
  check_seconds(checker, until, way, "every", {.least = 0.001});
}

void check_repeat(Checker& checker, const Json& repeat, const Way& way) {
  if (!is_object(checker, repeat, way, R"({"times": 3, "every": 1})")) return;
  check_members(checker, repeat, way, {"times", "for", "every"});
  check_times(checker, repeat, way, false);
  check_seconds(checker, repeat, way, "for", {.above = true});
  check_seconds(checker, repeat, way, "every", {});
  const bool times = find(repeat, "times") != nullptr;
  if (times != (find(repeat, "for") != nullptr)) return;
  checker.report("block/repeat", way,
                 {"a repetition needs one end", times ? "both" : "neither \"times\" nor \"for\"",
                  "\"times\": 3, or \"for\": 60 (seconds)", "keep one of them"});
}

void check_output(Checker& checker, const Json& output, const Way& way) {
  const Json* name = output.is_object() ? find(output, "name") : &output;
  const bool named = name != nullptr && name->is_string() &&
                     is_lone_placeholder("${" + name->get<std::string>() + "}");
  if (!named) {
    checker.report("block/output", way,
                   {"an output has no name that a placeholder can use",
                    name == nullptr ? "no \"name\"" : shown(*name),
                    "letters, digits and _, for example \"leader\"", "give it such a name"});
  }
  if (!output.is_object()) return;
  check_members(checker, output, way, {"name", "path"});
  const Json* path = find(output, "path");
  if (path == nullptr || is_word(*path)) return;
  checker.report("block/output", way / "path",
                 {"the path of an output is not a text", shown(*path),
                  "a JSON path such as \"$.stdout\"", "write one, or leave it out"});
}

/// Where each wish has a meaning.
struct Place {
  std::string_view key, phases, hint;
};
constexpr Place places[]{
    {"assert", "method", "probes of the hypothesis are judged anyway"},
    {"repeat", "method rollbacks", "the continuous strategy repeats the hypothesis"},
    {"when_ran", "rollbacks", "move it to the rollback that undoes the action"},
    {"fail_experiment", "method", "move it to an action of the method"},
    {"idempotent", "rollbacks", "move it to the rollback that may be played twice"}};

void check_places(Checker& checker, const Json& block, const Way& way, std::string_view phase) {
  for (const Place& place : places) {
    if (find(block, place.key) == nullptr || place.phases.find(phase) != std::string_view::npos)
      continue;
    checker.report(
        "block/place", way / place.key,
        {"\"" + std::string(place.key) + "\" has no meaning in the " + std::string(phase),
         "\"" + std::string(place.key) + "\"", "it in the " + std::string(place.phases),
         std::string(place.hint)});
  }
}

/// Wishes that need something else beside them.
void check_company(Checker& checker, const Json& activity, const Json& block, const Way& way) {
  if (find(block, "assert") != nullptr && find(activity, "tolerance") == nullptr) {
    checker.report("block/company", way / "assert",
                   {"\"assert\" has no tolerance to judge by", "no \"tolerance\"",
                    "a tolerance beside \"brunt\"", "say what is expected, for example 200"});
  }
  if (find(block, "retry") != nullptr && find(block, "until") != nullptr) {
    checker.report("block/company", way / "until",
                   {"\"retry\" and \"until\" both say when to try again", "both", "one of them",
                    "keep \"until\" for a time, \"retry\" for a count"});
  }
  if (find(block, "fail_experiment") != nullptr && find(activity, "ref") == nullptr &&
      string_or(activity, "type") != "action") {
    checker.report("block/company", way / "fail_experiment",
                   {"\"fail_experiment\" is for actions", "a probe", "it on an action",
                    "write \"assert\": true with a tolerance for a probe"});
  }
}

void check_claim(Checker& checker, const Json& claim, const Way& at) {
  const Json* told = claim.is_object() ? find(claim, "claim") : &claim;
  if (told == nullptr || !told->is_string()) {
    checker.report("block/claims", at,
                   {"this is no claim", shown(claim), "a text, or an object with \"claim\"",
                    "write for instance \"success >= 99.9% during fault\""});
    return;
  }
  if (claim.is_object()) check_members(checker, claim, at, {"claim", "name"});
  const auto read = analysis::parse_claim(told->get_ref<const std::string&>());
  if (read) return;
  checker.report("block/claims", at,
                 {"the claim cannot be read: " + read.error().what, shown(claim),
                  "INDICATOR COMPARISON VALUE and where it is looked at",
                  "write for instance \"success >= 99.9% during fault\""});
}

void check_claims(Checker& checker, const Json& claims, const Way& at) {
  if (!claims.is_array() || claims.empty()) {
    checker.report("block/claims", at,
                   {"\"claims\" is no list of claims", shown(claims), "a list with one or more",
                    "write for instance [\"success >= 99.9% during fault\"]"});
    return;
  }
  for (std::size_t i = 0; i < claims.size(); ++i)
    check_claim(checker, claims[i], at / i);
}

}  // namespace

void check_activity_block(Checker& checker, const Json& activity, const Way& way,
                          std::string_view phase) {
  const Json* block = find(activity, "brunt");
  if (block == nullptr) return;
  const Way at = way / "brunt";
  if (!is_object(checker, *block, at, R"({"retry": {"times": 3}})")) return;
  check_members(checker, *block, at, activity_block_shape().names());
  for (const char* key : {"assert", "fail_experiment", "idempotent"})
    check_flag(checker, *block, at, key);
  if (const Json* retry = find(*block, "retry")) check_retry(checker, *retry, at / "retry");
  if (const Json* until = find(*block, "until")) check_until(checker, *until, at / "until");
  if (const Json* repeat = find(*block, "repeat")) check_repeat(checker, *repeat, at / "repeat");
  if (const Json* output = find(*block, "output")) check_output(checker, *output, at / "output");
  const Json* condition = find(*block, "when_ran");
  if (condition != nullptr && !is_word(*condition)) {
    checker.report("block/when-ran-text", at / "when_ran",
                   {"\"when_ran\" is not the name of an activity", shown(*condition),
                    "the name of an activity of the method", "write its name"});
  }
  check_places(checker, *block, at, phase);
  check_company(checker, activity, *block, at);
}

void check_experiment_block(Checker& checker, const Json& document) {
  const Way root;
  checker.about("experiment");
  if (const Json* block = find(document, "brunt")) {
    const Way at = root / "brunt";
    if (is_object(checker, *block, at, R"({"verify_after_rollbacks": true})")) {
      check_members(checker, *block, at, experiment_block_shape().names());
      check_flag(checker, *block, at, "verify_after_rollbacks");
      if (const Json* claims = find(*block, "claims"))
        check_claims(checker, *claims, at / "claims");
    }
  }
  std::vector<std::string> names;
  for_each_activity(document, [&](const Json& activity, const Way&, List list) {
    if (list != List::method) return;
    const std::string ref = string_or(activity, "ref");
    names.push_back(ref.empty() ? string_or(activity, "name") : ref);
  });
  checker.about("a rollback");
  for_each_activity(document, [&](const Json& activity, const Way& way, List list) {
    const Json* block = find(activity, "brunt");
    if (block == nullptr || list != List::rollbacks) return;
    const std::string wanted = string_or(*block, "when_ran");
    if (wanted.empty() || std::find(names.begin(), names.end(), wanted) != names.end()) return;
    const Way at = way / "brunt";
    checker.report("block/when-ran", at / "when_ran",
                   {"\"when_ran\" names no activity of the method", "\"" + wanted + "\"",
                    "the name of an activity of the method", suggestion(wanted, names)});
  });
}

void check_limits(Checker& checker, const Json& activity, const Way& way) {
  const Json* timeout = find(activity, "timeout");
  if (timeout != nullptr && !timeout->is_null()) {
    if (!timeout->is_number() && !timeout->is_boolean()) {
      checker.report("activity/timeout", way / "timeout",
                     {"\"timeout\" is not a number", shown(*timeout), "seconds",
                      "write a number, or leave it out"});
    } else if (timeout_of(activity) <= 0) {
      checker.warn("activity/timeout-ignored", way / "timeout",
                   {"a timeout limits nothing", shown(*timeout), "seconds above zero",
                    "write a number such as 30, or leave it out"});
    }
  }
  const Json* dry = find(activity, "dry");
  if (dry == nullptr || dry->is_boolean()) return;
  checker.report("activity/dry", way / "dry",
                 {"\"dry\" on an activity is not true or false", shown(*dry),
                  "true: it is never run and counts as done", "write true, or leave it out"});
}

}  // namespace brunt::codec

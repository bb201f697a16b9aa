#include "analysis/tolerance.h"

#include <algorithm>

#include "analysis/decimal.h"
#include "analysis/jsonpath.h"
#include "analysis/rfc9535.h"
#include "analysis/tolerance_values.h"
#include "base/text.h"

namespace brunt::analysis {
namespace {

Judgement met() {
  return {Verdict::met, ""};
}
Judgement missed(std::string reason) {
  return {Verdict::missed, std::move(reason)};
}
Judgement unknown(std::string reason) {
  return {Verdict::unknown, std::move(reason)};
}
Judgement met_if(bool yes, std::string reason) {
  return yes ? met() : missed(std::move(reason));
}

std::string expected_but(const std::string& expected, const Json& found) {
  return "expected " + expected + ", found " + short_text(found);
}

Judgement is_member(const Json& list, const Json& value) {
  const bool found = std::any_of(list.begin(), list.end(),
                                 [&](const Json& item) { return python_equal(item, value); });
  return met_if(found, expected_but("one of " + short_text(list), value));
}

Judgement is_between(const Json& low, const Json& high, const Json& value) {
  const std::string expected = short_text(low) + " to " + short_text(high);
  if (!python_comparable(low, value) || !python_comparable(value, high)) {
    return missed(expected_but(expected, value) + ", which cannot be compared");
  }
  return met_if(python_order(low, value) <= 0 && python_order(value, high) <= 0,
                expected_but(expected, value));
}

Judgement judge_list(const Json& list, const Json& output) {
  if (const Json* status = find(output, "status")) return is_member(list, *status);
  if (list.size() == 2) return is_between(list[0], list[1], output);
  return is_member(list, output);
}

/// The part of the output that an object tolerance looks at; a reason when there is none.
struct Target {
  const Json* value = nullptr;
  std::string problem;
};

Target target_of(const Json& tolerance, const Json& output) {
  const Json* target = find(tolerance, "target");
  if (target == nullptr || target->is_null()) return {&output, ""};
  if (!output.is_object()) {
    return {nullptr, "the target " + short_text(*target) + " needs an object, found " +
                         kind_of(output) + ": " + short_text(output)};
  }
  const Json* part = target->is_string() ? find(output, target->get<std::string>()) : nullptr;
  return {part != nullptr ? part : &output, ""};
}

Judgement judge_pattern(const Json& tolerance, const Json& value) {
  const std::string pattern = string_or(tolerance, "pattern");
  if (!value.is_string()) {
    return unknown("a pattern needs a text, found " + kind_of(value) + ": " + short_text(value));
  }
  const auto found = search_pattern(pattern, value.get_ref<const std::string&>());
  if (!found) return unknown(found.error().what);
  return met_if(*found, expected_but("a text that matches " + pattern, value));
}

Judgement judge_range(const Json& tolerance, const Json& value) {
  const Json* range = find(tolerance, "range");
  if (range == nullptr || !range->is_array() || range->size() != 2) {
    return unknown("the tolerance has no range of two numbers");
  }
  const auto low = decimal_of((*range)[0]);
  const auto high = decimal_of((*range)[1]);
  if (!low || !high) return unknown("the tolerance has no range of two numbers");
  const std::string expected = short_text((*range)[0]) + " to " + short_text((*range)[1]);
  const auto number =
      value.is_string() ? parse_decimal(value.get_ref<const std::string&>()) : decimal_of(value);
  if (!number && value.is_string())
    return missed(expected_but(expected, value) + ", which is no number");
  if (!number)
    return unknown("a range needs a number, found " + kind_of(value) + ": " + short_text(value));
  if (number->nan) return unknown("NaN cannot be compared with a range");
  return met_if(compare(*low, *number) <= 0 && compare(*number, *high) <= 0,
                expected_but(expected, value));
}

Judgement judge_matches(const Json& tolerance, const std::vector<Json>& matches) {
  const Json found = matches;
  if (const Json* expect = find(tolerance, "expect")) {
    const Json wanted = expect->is_array() ? *expect : Json::array({*expect});
    return met_if(python_equal(found, wanted),
                  expected_but("the matches " + short_text(wanted), found));
  }
  const Json* count = find(tolerance, "count");
  if (count != nullptr && !count->is_null()) {
    return met_if(python_equal(*count, Json(matches.size())),
                  "expected " + short_text(*count) + " matches, found " +
                      std::to_string(matches.size()) + ": " + short_text(found));
  }
  return met_if(!matches.empty(), "expected a match, found none");
}

/// `Path`: JsonPath or StandardPath.
template <class Path>
Judgement judge_path(const Json& tolerance, const Json& value) {
  const auto path = Path::parse(string_or(tolerance, "path"));
  if (!path) return unknown(path.error().what);
  Json root = value;
  if (value.is_string()) {
    if (auto parsed = parse_json(value.get_ref<const std::string&>())) root = std::move(*parsed);
  }
  const auto matches = path->matches(root);
  if (!matches) return unknown(matches.error().what);
  return judge_matches(tolerance, *matches);
}

Judgement judge_object(const Json& tolerance, const Json& output) {
  const std::string type = string_or(tolerance, "type");
  const bool standard = type == "jsonpath-rfc9535";
  if (type != "regex" && type != "range" && type != "jsonpath" && !standard) {
    return unknown("no tolerance of type '" + type +
                   "' (regex, jsonpath, jsonpath-rfc9535, range, probe)");
  }
  const Target target = target_of(tolerance, output);
  if (target.value == nullptr) return unknown(target.problem);
  if (type == "regex") return judge_pattern(tolerance, *target.value);
  if (type == "range") return judge_range(tolerance, *target.value);
  return standard ? judge_path<StandardPath>(tolerance, *target.value)
                  : judge_path<JsonPath>(tolerance, *target.value);
}

}  // namespace

Judgement judge(const Json& tolerance, const Json& output) {
  if (tolerance.is_number_integer()) {
    const Json* status = find(output, "status");
    const Json& value = status != nullptr ? *status : output;
    return met_if(python_equal(value, tolerance), expected_but(short_text(tolerance), value));
  }
  if (tolerance.is_boolean() || tolerance.is_string()) {
    return met_if(python_equal(output, tolerance), expected_but(short_text(tolerance), output));
  }
  if (tolerance.is_array()) return judge_list(tolerance, output);
  if (tolerance.is_object()) return judge_object(tolerance, output);
  return missed("a tolerance that is " + short_text(tolerance) + " is never met");
}

bool is_probe_tolerance(const Json& tolerance) {
  return tolerance.is_object() && string_or(tolerance, "type") == "probe";
}

}  // namespace brunt::analysis

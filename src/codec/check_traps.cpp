// What is allowed and still not what its author meant. All of it is told as warnings.

#include <algorithm>
#include <cmath>

#include "codec/activity_lists.h"
#include "codec/brunt_block.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

std::string provider_type(const Json& activity) {
  const Json* provider = find(activity, "provider");
  return provider != nullptr ? string_or(*provider, "type") : "";
}

bool is_placeholder(const Json& value) {
  return value.is_string() && is_lone_placeholder(value.get_ref<const std::string&>());
}

std::string hint_for(const std::string& type) {
  return type == "http" ? "write the status as a number, without quotes"
                        : "write the exit code as a number, without quotes";
}

/// A text or boolean never equals the object that http and process probes give.
void look_at_value(Checker& checker, const Json& tolerance, const Way& way,
                   const std::string& type) {
  if (!tolerance.is_boolean() && !tolerance.is_string()) return;
  if (is_placeholder(tolerance)) return;
  checker.warn("tolerance/never-met", way,
               {"a tolerance can never be met", shown(tolerance),
                "a number such as 200, a list, a range, a pattern or a JSON path", hint_for(type)});
}

void look_at_list(Checker& checker, const Json& list, const Way& way, const std::string& type) {
  const bool none_is_a_number =
      std::none_of(list.begin(), list.end(), [](const Json& item) { return item.is_number(); });
  if (none_is_a_number) {
    checker.warn("tolerance/never-met", way,
                 {"a tolerance can never be met", to_text(list),
                  "a list of numbers such as [200, 204]", hint_for(type)});
    return;
  }
  if (list.size() != 2 || !list[0].is_number() || !list[1].is_number()) return;
  if (std::fabs(list[1].get<double>() - list[0].get<double>()) <= 1) return;
  checker.warn("tolerance/two-values", way,
               {"a list of two is two values here, not a range", to_text(list),
                "the two values that are allowed",
                "for a range write {\"type\": \"range\", \"target\": \"status\", \"range\": " +
                    to_text(list) + "}"});
}

/// Patterns and ranges look at one part of the result of http and process.
void look_at_object(Checker& checker, const Json& tolerance, const Way& way,
                    const std::string& type) {
  const std::string kind = string_or(tolerance, "type");
  const bool needs_target = kind == "regex" || kind == "range";
  if (!needs_target && !kind.starts_with("jsonpath")) return;
  const std::vector<std::string> parts =
      type == "http" ? std::vector<std::string>{"status", "headers", "body"}
                     : std::vector<std::string>{"status", "stdout", "stderr"};
  const std::string expected =
      "\"target\": \"" + parts[0] + "\", \"" + parts[1] + "\" or \"" + parts[2] + "\"";
  const Json* target = find(tolerance, "target");
  if (target == nullptr || target->is_null()) {
    if (!needs_target) return;
    checker.warn("tolerance/no-target", way,
                 {"a tolerance looks at the whole result, so it can never be met", "no \"target\"",
                  expected, "say which part it looks at"});
    return;
  }
  const std::string name = target->is_string() ? target->get<std::string>() : "";
  if (std::find(parts.begin(), parts.end(), name) != parts.end()) return;
  checker.warn("tolerance/no-target", way / "target",
               {"a tolerance looks at a part that the result does not have", shown(*target),
                expected, suggestion(name, parts)});
}

void look_at_tolerance(Checker& checker, const Json& activity, const Way& way) {
  const Json* tolerance = find(activity, "tolerance");
  const std::string type = provider_type(activity);
  if (tolerance == nullptr || (type != "http" && type != "process")) return;
  const Way at = way / "tolerance";
  if (tolerance->is_array()) return look_at_list(checker, *tolerance, at, type);
  if (tolerance->is_object()) return look_at_object(checker, *tolerance, at, type);
  look_at_value(checker, *tolerance, at, type);
}

bool waits_for_ever(const Json& activity) {
  const std::string type = provider_type(activity);
  if (type != "http" && type != "process") return false;
  const Json* timeout = find(activity["provider"], "timeout");
  if (timeout_of(activity) > 0) return false;
  return timeout == nullptr || timeout->is_null();
}

}  // namespace

void check_traps(Checker& checker, const Json& document) {
  std::size_t endless = 0;
  std::string first;
  for_each_activity(document, [&](const Json& activity, const Way& way, List list) {
    if (!activity.is_object() || find(activity, "ref") != nullptr) return;
    const Json* name = find(activity, "name");
    const bool action = string_or(activity, "type") == "action";
    checker.about(action ? "action" : "probe",
                  name != nullptr && name->is_string()
                      ? std::string_view(name->get_ref<const std::string&>())
                      : std::string_view());
    const bool has_tolerance = find(activity, "tolerance") != nullptr;
    if (list == List::hypothesis || (has_tolerance && judges_in_method(activity))) {
      look_at_tolerance(checker, activity, way);
    } else if (has_tolerance) {
      checker.warn("tolerance/ignored", way / "tolerance",
                   {"a tolerance outside the hypothesis is not checked",
                    shown(activity["tolerance"]), "tolerances of the hypothesis' probes",
                    "move the probe into the hypothesis, add \"brunt\": {\"assert\": true}, or "
                    "delete the tolerance"});
    }
    if (waits_for_ever(activity) && endless++ == 0) first = string_or(activity, "name");
  });
  if (endless == 0 || checker.has_errors()) return;
  checker.about("experiment");
  checker.warn("provider/no-timeout", Way(),
               {"nothing limits how long an activity may take",
                std::to_string(endless) + " without a timeout, the first is \"" + first + "\"",
                "\"timeout\" in each http and process provider", "add one, in seconds"});
}

}  // namespace brunt::codec

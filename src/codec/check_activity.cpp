#include "codec/brunt_block.h"
#include "codec/check_brunt_block.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

void check_pause(Checker& checker, const Json& pauses, const Way& way, const std::string& when) {
  const Json* pause = find(pauses, when);
  if (pause == nullptr || pause->is_null()) return;
  if (pause->is_number() && pause->get<double>() >= 0) return;
  if (pause->is_string()) {
    const auto& text = pause->get_ref<const std::string&>();
    if (text.starts_with("${") && text.ends_with("}")) return;
  }
  checker.report("activity/pause", way / when,
                 {"a pause is not a number of seconds", shown(*pause),
                  "seconds such as 5 or 0.5, or a placeholder such as \"${grace}\"",
                  "write a number that is not negative"});
}

void check_pauses(Checker& checker, const Json& activity, const Way& way) {
  const Json* pauses = find(activity, "pauses");
  if (pauses == nullptr || pauses->is_null()) return;
  const Way at = way / "pauses";
  if (!pauses->is_object()) {
    checker.report(
        "activity/pauses", at,
        {"\"pauses\" is not an object", shown(*pauses), "an object such as {\"after\": 5}",
         "write \"before\" and \"after\" in seconds"});
    return;
  }
  check_pause(checker, *pauses, at, "before");
  check_pause(checker, *pauses, at, "after");
}

void check_background(Checker& checker, const Json& activity, const Way& way) {
  const Json* background = find(activity, "background");
  if (background == nullptr || background->is_boolean()) return;
  checker.report("activity/background", way / "background",
                 {"\"background\" is not true or false", shown(*background), "true or false",
                  "write true, or leave it out"});
}

void check_type(Checker& checker, const Json& activity, const Way& way) {
  const Json* type = find(activity, "type");
  if (type == nullptr) {
    checker.missing("activity/type", activity, way, "type",
                    {"an activity has no type", "", "\"probe\" or \"action\"",
                     "add \"type\": a probe looks, an action changes"});
    return;
  }
  if (*type == "probe" || *type == "action") return;
  checker.report("activity/type", way / "type",
                 {"unknown activity type", shown(*type), "\"probe\" or \"action\"",
                  suggestion(type->is_string() ? type->get<std::string>() : "", {"probe", "action"},
                             "a probe looks, an action changes")});
}

void check_name(Checker& checker, const Json& activity, const Way& way) {
  const Json* name = find(activity, "name");
  if (name == nullptr) {
    checker.missing("activity/name", activity, way, "name",
                    {"an activity has no name", "", "\"name\": a text", "give it a name"});
    return;
  }
  if (is_word(*name)) {
    const Json* type = find(activity, "type");
    const bool known = type != nullptr && (*type == "probe" || *type == "action");
    checker.about(known ? type->get_ref<const std::string&>() : std::string_view("activity"),
                  name->get_ref<const std::string&>());
  } else if (!truthy(*name)) {
    checker.report("activity/name", way / "name",
                   {"the name of an activity is not a text", shown(*name),
                    "a text with something in it", "give it a name"});
  } else {
    checker.warn("activity/name-not-text", way / "name",
                 {"the name of an activity is not a text", shown(*name),
                  "a text with something in it", "put it between quotes"});
  }
}

/// A full activity, which has a provider of its own.
void check_itself(Checker& checker, const Json& activity, const Way& way) {
  check_name(checker, activity, way);
  check_type(checker, activity, way);
  check_provider(checker, activity, way);
  check_background(checker, activity, way);
  check_limits(checker, activity, way);
  check_pauses(checker, activity, way);
}

void check_ref(Checker& checker, const Json& activity, const Json& ref, const Way& way) {
  if (!is_word(ref)) {
    checker.report("activity/ref", way / "ref",
                   {"\"ref\" is not the name of an activity", shown(ref),
                    "the name of an activity of the method or hypothesis", "write its name"});
  }
  check_background(checker, activity, way);
}

void check_given_tolerance(Checker& checker, const Json& activity, const Way& way) {
  const Json* tolerance = find(activity, "tolerance");
  if (tolerance != nullptr) return check_tolerance(checker, *tolerance, way / "tolerance");
  checker.missing("hypothesis/tolerance", activity, way, "tolerance",
                  {"a probe of the hypothesis has no tolerance", "",
                   "\"tolerance\": a value, list, range, pattern or JSON path",
                   "say what counts as normal, for example \"tolerance\": 200"});
}

}  // namespace

void check_activity(Checker& checker, const Json& activity, const Way& way, std::string_view phase,
                    bool needs_tolerance) {
  checker.about_item(phase, way);
  if (!activity.is_object() || activity.empty()) {
    checker.report(
        "activity/shape", way,
        {"an activity is not an object", shown(activity), "an object with type, name and provider",
         "write the activity, or delete this"});
    return;
  }
  const Json* ref = find(activity, "ref");
  const bool refers = ref != nullptr && !ref->is_null();
  if (refers) {
    check_ref(checker, activity, *ref, way);
  } else {
    check_itself(checker, activity, way);
  }
  if (needs_tolerance) check_given_tolerance(checker, activity, way);
  if (!needs_tolerance && judges_in_method(activity)) {
    if (const Json* tolerance = find(activity, "tolerance"))
      check_tolerance(checker, *tolerance, way / "tolerance");
  }
  check_activity_block(checker, activity, way, phase);
  if (!refers) checker.look_for_slips(activity, way, activity_shape());
}

}  // namespace brunt::codec

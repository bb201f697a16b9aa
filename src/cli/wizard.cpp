#include "cli/wizard.h"

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::cli {
namespace {

/// The activities of one kind among those discovered, picked until the user has enough.
class Picker {
 public:
  Picker(Questions& questions, const Json& discovery) : questions_(questions) {
    if (const Json* activities = find(discovery, "activities"))
      for (const auto& activity : *activities)
        if (activity.is_object()) all_.push_back(activity);
  }

  /// `type`: "probe", "action", or "" for both.
  Result<Json> pick(std::string_view type, bool with_tolerance) {
    Json picked = Json::array();
    std::vector<Json> offered;
    std::vector<std::string> names;
    for (const auto& activity : all_) {
      if (!type.empty() && string_or(activity, "type") != type) continue;
      offered.push_back(activity);
      names.push_back(string_or(activity, "name"));
    }
    while (!offered.empty()) {
      const auto chosen = BRUNT_TRY(questions_.choose("Add an activity", names));
      if (!chosen) break;
      const Json& activity = offered[*chosen];
      if (const std::string doc = string_or(activity, "doc"); !doc.empty()) questions_.say(doc);
      if (BRUNT_TRY(questions_.confirm(
              fmt::format("Do you want to use this {}?", string_or(activity, "type")), true)))
        picked.push_back(BRUNT_TRY(filled(activity, with_tolerance)));
      if (!BRUNT_TRY(questions_.confirm("Do you want to select another activity?"))) break;
    }
    return picked;
  }

 private:
  Result<Json> filled(const Json& activity, bool with_tolerance) {
    Json out = {{"type", string_or(activity, "type")}, {"name", string_or(activity, "name")}};
    if (with_tolerance) {
      const std::string answer = BRUNT_TRY(
          questions_.ask("What is the tolerance for this probe? (true, 200, [1, 3], a text)"));
      out["tolerance"] = typed_answer(answer);
    }
    Json arguments = Json::object();
    if (const Json* declared = find(activity, "arguments"))
      for (const auto& argument : *declared)
        BRUNT_TRY(ask_argument(argument, arguments));
    out["provider"] = {{"type", "python"},
                       {"module", string_or(activity, "mod")},
                       {"func", string_or(activity, "name")},
                       {"arguments", std::move(arguments)}};
    return out;
  }

  Result<> ask_argument(const Json& argument, Json& into) {
    const std::string name = string_or(argument, "name");
    if (name.empty() || name == "secrets" || name == "configuration") return {};
    const Json* otherwise = find(argument, "default");
    std::optional<std::string> shown;
    if (otherwise != nullptr)
      shown = otherwise->is_null()     ? ""
              : otherwise->is_string() ? otherwise->get<std::string>()
                                       : to_text(*otherwise);
    const std::string type = string_or(argument, "type");
    while (true) {
      const std::string answer =
          BRUNT_TRY(questions_.ask(fmt::format("Argument's value for '{}'", name), shown));
      if (otherwise != nullptr && (answer.empty() || answer == shown)) {
        into[name] = *otherwise;
        return {};
      }
      const auto value = typed(answer, type);
      if (value) {
        into[name] = *value;
        return {};
      }
      questions_.say(fmt::format("'{}' is no {}.", answer, type));
    }
  }

  /// Nothing when the answer is of another type.
  static std::optional<Json> typed(const std::string& answer, std::string_view type) {
    if (type == "string") return Json(answer);
    const Json value = typed_answer(answer);
    const bool fits = type == "boolean"   ? value.is_boolean()
                      : type == "integer" ? value.is_number_integer()
                      : type == "number"  ? value.is_number()
                      : type == "list" || type == "tuple" || type == "set" ? value.is_array()
                      : type == "mapping"                                  ? value.is_object()
                                                                           : true;
    return fits ? std::optional(value) : std::nullopt;
  }

  Questions& questions_;
  std::vector<Json> all_;
};

/// An activity that needs no Python: an address that is asked, or a program that is run.
Result<std::optional<Json>> ask_plain(Questions& questions, const std::string& type,
                                      bool with_tolerance) {
  const auto kind =
      BRUNT_TRY(questions.choose(fmt::format("Add {}", type == "probe" ? "a probe" : "an action"),
                                 {"ask an http address", "run a program"}));
  if (!kind) return std::optional<Json>();
  Json activity = {{"type", type}, {"name", BRUNT_TRY(questions.ask("Name"))}};
  if (*kind == 0) {
    std::string url;
    while (!url.starts_with("http://") && !url.starts_with("https://"))
      url = BRUNT_TRY(questions.ask("Address (http:// or https://)"));
    if (with_tolerance)
      activity["tolerance"] =
          typed_answer(BRUNT_TRY(questions.ask("Which status is right?", "200")));
    activity["provider"] = {{"type", "http"}, {"url", url}, {"timeout", 5}};
  } else {
    std::vector<std::string> words;
    while (words.empty()) {
      const std::string line = BRUNT_TRY(questions.ask("Command line"));
      if (auto split = shell_words(line)) words = *std::move(split);
    }
    if (with_tolerance)
      activity["tolerance"] =
          typed_answer(BRUNT_TRY(questions.ask("Which exit status is right?", "0")));
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    activity["provider"] = {{"type", "process"}, {"path", words[0]}, {"arguments", rest}};
    if (rest.empty()) activity["provider"].erase("arguments");
  }
  return std::optional(std::move(activity));
}

Result<Json> ask_plain_list(Questions& questions, const std::string& type, bool with_tolerance) {
  Json list = Json::array();
  while (auto activity = BRUNT_TRY(ask_plain(questions, type, with_tolerance)))
    list.push_back(*std::move(activity));
  return list;
}

}  // namespace

Json typed_answer(std::string_view answer) {
  auto value = parse_json(answer);
  return value ? *std::move(value) : Json(std::string(answer));
}

Result<Written> ask_experiment(Questions& questions, const Json& discovery) {
  questions.say(about_experiments);
  const bool discovered = discovery.is_object();
  if (!discovered) questions.say("No discovery was found: addresses and programs are asked for.");
  Picker picker(questions, discovery);
  Json experiment = {{"title", BRUNT_TRY(questions.ask("Experiment's title"))},
                     {"description", "N/A"},
                     {"tags", Json::array()}};
  if (BRUNT_TRY(questions.confirm("Do you want to define a steady state hypothesis now?"))) {
    Json hypothesis = {{"title", BRUNT_TRY(questions.ask("Hypothesis's title"))}};
    hypothesis["probes"] = discovered ? BRUNT_TRY(picker.pick("probe", true))
                                      : BRUNT_TRY(ask_plain_list(questions, "probe", true));
    experiment["steady-state-hypothesis"] = std::move(hypothesis);
  }
  experiment["method"] = Json::array();
  if (BRUNT_TRY(questions.confirm("Do you want to define an experimental method?")))
    experiment["method"] = discovered ? BRUNT_TRY(picker.pick("", false))
                                      : BRUNT_TRY(ask_plain_list(questions, "action", false));
  experiment["rollbacks"] = Json::array();
  if (BRUNT_TRY(questions.confirm("Do you want to add some rollbacks now?")))
    experiment["rollbacks"] = discovered ? BRUNT_TRY(picker.pick("action", false))
                                         : BRUNT_TRY(ask_plain_list(questions, "action", false));
  return Written{std::move(experiment), {}};
}

}  // namespace brunt::cli

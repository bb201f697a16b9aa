#include "impact/journal.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace brunt::impact {
namespace {

std::optional<WallTime> time_at(const Json& value, std::string_view key) {
  const Json& text = member(value, key);
  if (!text.is_string()) return std::nullopt;
  const auto at = parse_time(text.get_ref<const std::string&>());
  return at ? std::optional(*at) : std::nullopt;
}

std::optional<bool> bool_at(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_boolean() ? std::optional(found.get<bool>()) : std::nullopt;
}

bool has_fraction(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.size() > 20 && text[4] == '-' && text[19] == '.';
  }
  return false;
}

/// Last line of the last fragment of a traceback.
std::string last_line(const Json& exception) {
  std::string text;
  if (exception.is_string()) text = exception.get<std::string>();
  if (exception.is_array() && !exception.empty() && exception.back().is_string()) {
    text = exception.back().get<std::string>();
  }
  const std::string_view trimmed = trim(text);
  const auto cut = trimmed.rfind('\n');
  return std::string(cut == std::string_view::npos ? trimmed : trimmed.substr(cut + 1));
}

Entry read_entry(const Json& value, std::string phase, std::size_t index) {
  Entry entry;
  entry.phase = std::move(phase);
  entry.index = index;
  if (const Json& activity = member(value, "activity"); activity.is_object()) {
    entry.activity = activity;
  }
  entry.name = string_or(entry.activity, "name", "unnamed");
  entry.type = string_or(entry.activity, "type");
  if (const Json& provider = member(entry.activity, "provider"); provider.is_object()) {
    entry.provider = provider;
  }
  entry.provider_type = string_or(entry.provider, "type");
  const std::string module = string_or(entry.provider, "module");
  const std::string func = string_or(entry.provider, "func");
  if (!func.empty()) entry.func = module.empty() ? func : module + "." + func;
  entry.output = member(value, "output");
  entry.status = string_or(value, "status");
  entry.start = time_at(value, "start");
  entry.end = time_at(value, "end");
  entry.tolerance_met = bool_at(value, "tolerance_met");
  entry.failure = last_line(member(value, "exception"));
  return entry;
}

void read_entries(const Json& list, const std::string& phase, std::vector<Entry>& out) {
  if (!list.is_array()) return;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_object()) out.push_back(read_entry(list[i], phase, i));
  }
}

void read_evaluation(const Json& state, const std::string& phase, Journal& journal) {
  if (!state.is_object()) return;
  Evaluation evaluation;
  evaluation.phase = phase;
  evaluation.met = bool_at(state, "steady_state_met");
  std::vector<Entry> probes;
  read_entries(member(state, "probes"), phase, probes);
  for (const Entry& probe : probes) {
    if (probe.start && (!evaluation.start || *probe.start < *evaluation.start)) {
      evaluation.start = probe.start;
    }
    if (probe.end && (!evaluation.end || *probe.end > *evaluation.end)) evaluation.end = probe.end;
  }
  journal.evaluations.push_back(evaluation);
  auto& entries = phase == "during" ? journal.during : journal.entries;
  entries.insert(entries.end(), probes.begin(), probes.end());
}

/// Where probes have no times of their own, a check lies between what ran before and after it.
void place_evaluations(Journal& journal) {
  std::optional<WallTime> first;
  std::optional<WallTime> last;
  for (const Entry& entry : journal.entries) {
    if (entry.phase != "method") continue;
    if (entry.start && (!first || *entry.start < *first)) first = entry.start;
    if (entry.end && (!last || *entry.end > *last)) last = entry.end;
  }
  for (Evaluation& evaluation : journal.evaluations) {
    if (evaluation.start || evaluation.phase == "during") continue;
    evaluation.start = evaluation.phase == "before" ? journal.start : last;
    evaluation.end = evaluation.phase == "before" ? first : journal.end;
  }
}

/// The entry that a piece of evidence is of: by name and place, else the first of that name.
Entry* entry_of(Journal& journal, const Json& item) {
  const std::string phase = string_or(item, "phase");
  const std::string name = string_or(item, "name");
  const Json& index = member(item, "index");
  Entry* named = nullptr;
  for (Entry& entry : journal.entries) {
    if (entry.phase != phase || entry.name != name || !entry.evidence.is_null()) continue;
    if (index.is_number_unsigned() && entry.index == index.get<std::size_t>()) return &entry;
    if (named == nullptr) named = &entry;
  }
  return named;
}

void attach_evidence(Journal& journal) {
  const Json& activities = member(journal.ours, "activities");
  if (!activities.is_array()) return;
  for (const Json& item : activities) {
    if (Entry* entry = entry_of(journal, item)) entry->evidence = member(item, "evidence");
  }
}

bool any_fraction(const Json& document) {
  const auto in_entries = [](const Json& list) {
    return list.is_array() && std::any_of(list.begin(), list.end(), [](const Json& entry) {
             return has_fraction(member(entry, "start")) || has_fraction(member(entry, "end"));
           });
  };
  return has_fraction(member(document, "start")) || has_fraction(member(document, "end")) ||
         in_entries(member(document, "run")) || in_entries(member(document, "rollbacks"));
}

std::string engine_of(const Json& document, const Json& ours) {
  if (const std::string version = string_or(ours, "version"); !version.empty()) {
    return version.starts_with("brunt") ? version : "brunt " + version;
  }
  const std::string version = string_or(document, "chaoslib-version");
  return version.empty() ? "Chaos Toolkit, version unknown" : "chaostoolkit-lib " + version;
}

}  // namespace

const Json& member(const Json& value, std::string_view key) {
  static const Json null;
  const Json* found = find(value, key);
  return found == nullptr ? null : *found;
}

Result<Journal> read_journal(const Json& document) {
  const auto refuse = [](std::string what) {
    return std::unexpected(Error{Errc::invalid_input, std::move(what), "reading the journal"});
  };
  if (!document.is_object()) {
    return refuse("found " + std::string(document.type_name()) +
                  ", expected the object that a run of an experiment writes");
  }
  if (!member(document, "experiment").is_object() && !member(document, "run").is_array()) {
    return refuse(
        "neither \"experiment\" nor \"run\" is in it: this is no journal (is it the experiment "
        "itself?)");
  }
  Journal journal;
  if (member(document, "experiment").is_object()) journal.experiment = document.at("experiment");
  journal.title = string_or(journal.experiment, "title", "Untitled experiment");
  journal.description = string_or(journal.experiment, "description");
  const Json& hypothesis = member(journal.experiment, "steady-state-hypothesis");
  journal.has_hypothesis = hypothesis.is_object() && !hypothesis.empty();
  journal.hypothesis_title = string_or(hypothesis, "title");
  journal.status = string_or(document, "status");
  journal.node = string_or(document, "node");
  journal.platform = string_or(document, "platform");
  journal.ours = member(document, "brunt");
  journal.engine = engine_of(document, journal.ours);
  journal.deviated = bool_at(document, "deviated").value_or(false);
  journal.start = time_at(document, "start");
  journal.end = time_at(document, "end");
  journal.precision_seconds = any_fraction(document) ? 1e-6 : 1;
  const Json& states = member(document, "steady_states");
  read_evaluation(member(states, "before"), "before", journal);
  read_entries(member(document, "run"), "method", journal.entries);
  if (const Json& during = member(states, "during"); during.is_array()) {
    for (const Json& state : during)
      read_evaluation(state, "during", journal);
  }
  read_evaluation(member(states, "after"), "after", journal);
  read_entries(member(document, "rollbacks"), "rollbacks", journal.entries);
  place_evaluations(journal);
  attach_evidence(journal);
  const Json& duration = member(document, "duration");
  if (duration.is_number()) {
    journal.duration_seconds = duration.get<double>();
  } else if (journal.start && journal.end) {
    journal.duration_seconds = seconds(*journal.end - *journal.start);
  }
  return journal;
}

std::vector<std::string> process_arguments(const Json& provider) {
  const Json& arguments = member(provider, "arguments");
  const auto text_of = [](const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : to_text(value);
  };
  std::vector<std::string> out;
  if (arguments.is_string()) {
    const auto& text = arguments.get_ref<const std::string&>();
    auto words = shell_words(text);
    return words ? *std::move(words) : split(text, ' ');
  }
  if (arguments.is_array()) {
    for (const Json& item : arguments)
      out.push_back(text_of(item));
  }
  if (arguments.is_object()) {
    for (const auto& [key, item] : arguments.items()) {
      out.push_back(key);
      if (const std::string text = text_of(item); !text.empty()) out.push_back(text);
    }
  }
  return out;
}

std::string flag_value(const std::vector<std::string>& arguments, std::string_view name) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view word = arguments[i];
    if (!word.starts_with('-')) continue;
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) {
      return std::string(word.substr(name.size() + 1));
    }
    if (word == name && i + 1 < arguments.size()) return arguments[i + 1];
  }
  return "";
}

bool is_load(const Entry& entry) {
  if (member(entry.evidence, "load").is_object()) return true;
  if (entry.provider_type != "process") return false;
  const std::string program = std::filesystem::path(string_or(entry.provider, "path")).filename();
  const auto arguments = process_arguments(entry.provider);
  return program.find("vegeta") != std::string::npos &&
         std::find(arguments.begin(), arguments.end(), "attack") != arguments.end();
}

}  // namespace brunt::impact

#include "codec/experiment.h"

#include <algorithm>

#include "base/text.h"
#include "codec/brunt_block.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

/// `source` is a part of `document`.
model::Activity to_activity(const SharedJson& document, const Json& source) {
  model::Activity out;
  out.source = document.part(source);
  out.ref = string_or(source, "ref");
  if (const Json* name = find(source, "name")) out.name = python_text(*name);
  if (string_or(source, "type") == "action") out.type = model::ActivityType::action;
  const Json* background = find(source, "background");
  out.background = background != nullptr && background->is_boolean() && background->get<bool>();
  if (const Json* pauses = find(source, "pauses")) {
    if (const Json* before = find(*pauses, "before")) out.pause_before = *before;
    if (const Json* after = find(*pauses, "after")) out.pause_after = *after;
  }
  if (const Json* tolerance = find(source, "tolerance")) out.tolerance = *tolerance;
  const Json* dry = find(source, "dry");
  out.dry = dry != nullptr && dry->is_boolean() && dry->get<bool>();
  if (const double timeout = timeout_of(source); timeout > 0) out.timeout = timeout;
  out.extra = extra_of(source);
  if (const Json* provider = find(source, "provider")) {
    out.provider = document.part(*provider);
    out.provider_type = string_or(*provider, "type");
  }
  return out;
}

std::vector<model::Activity> to_activities(const SharedJson& document, const Json* list) {
  std::vector<model::Activity> out;
  if (list == nullptr) return out;
  out.reserve(list->size());
  for (const Json& source : *list)
    out.push_back(to_activity(document, source));
  return out;
}

/// `document` has passed check_experiment.
model::Experiment to_experiment(const SharedJson& document) {
  model::Experiment out;
  out.document = document;
  out.title = python_text((*document)["title"]);
  out.description = python_text((*document)["description"]);
  if (const Json* tags = find(document, "tags"); tags != nullptr && tags->is_array()) {
    for (const Json& tag : *tags)
      out.tags.push_back(tag.get<std::string>());
  }
  if (const Json* configuration = find(document, "configuration"))
    out.configuration = *configuration;
  if (const Json* secrets = find(document, "secrets")) out.secrets = *secrets;
  if (const Json* hypothesis = find(document, "steady-state-hypothesis")) {
    out.hypothesis = model::Hypothesis{python_text((*hypothesis)["title"]),
                                       to_activities(document, find(*hypothesis, "probes"))};
  }
  out.method = to_activities(document, find(document, "method"));
  out.rollbacks = to_activities(document, find(document, "rollbacks"));
  out.verify_after_rollbacks = verifies_after_rollbacks(document);
  return out;
}

/// Line and column of the first byte that is not UTF-8.
Problem not_utf8(std::string_view text, std::size_t at) {
  Problem problem{.line = 1, .column = 1};
  for (std::size_t i = 0; i < at; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '\n') {
      ++problem.line;
      problem.column = 1;
    } else if ((byte & 0xc0U) != 0x80U) {
      ++problem.column;
    }
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(text[at]);
  problem.summary = "the file is not UTF-8 text";
  problem.found = "the byte 0x";
  problem.found += digits[byte >> 4U];
  problem.found += digits[byte & 15U];
  problem.found += ", number " + std::to_string(at + 1) + " of the file";
  problem.expected = "JSON or YAML in UTF-8";
  problem.hint = "convert it, for example: iconv -f LATIN1 -t UTF-8";
  problem.rule = "document/not-utf8";
  return problem;
}

/// What is wrong with a text that may be either is told in the language that it looks like.
Parsed parse(std::string_view text, Format format) {
  if (format == Format::yaml) return parse_yaml_document(text);
  Parsed json = parse_json_document(text);
  if (json || format == Format::json) return json;
  Parsed yaml = parse_yaml_document(text);
  const bool looks_like_json = trim(text).starts_with("{") || trim(text).starts_with("[");
  return yaml || !looks_like_json ? std::move(yaml) : std::move(json);
}

}  // namespace

std::expected<Reading, Refusal> read_experiment(std::string_view text, Format format) {
  if (const auto at = first_invalid_utf8(text); at != std::string_view::npos) {
    return std::unexpected(Refusal{not_utf8(text, at)});
  }
  Parsed parsed = parse(text, format);
  if (!parsed) return std::unexpected(Refusal{std::move(parsed).error()});
  Refusal problems = std::move(parsed->warnings);
  for (Problem& problem : check_experiment(parsed->value, parsed->positions)) {
    problems.push_back(std::move(problem));
  }
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  if (has_errors(problems)) return std::unexpected(std::move(problems));
  return Reading{to_experiment(SharedJson(std::move(parsed->value))), std::move(parsed->positions),
                 std::move(problems)};
}

}  // namespace brunt::codec

#include "codec/brunt_block.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace brunt::codec {
namespace {

using std::chrono::nanoseconds;

constexpr std::string_view flag = R"({"type": "boolean"})";
constexpr std::string_view word = R"({"type": "string", "minLength": 1})";
constexpr std::string_view closed = R"({"additionalProperties": false})";

constexpr double longest = 1e6;  // seconds; what is more is refused

nanoseconds seconds_at(const Json& object, std::string_view key, double otherwise) {
  const Json* value = find(object, key);
  const double length = value != nullptr && value->is_number() ? value->get<double>() : otherwise;
  return nanoseconds(std::llround(std::clamp(length, 0.0, longest) * 1e9));
}

bool is_set(const Json& block, std::string_view key) {
  const Json* value = find(block, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::optional<std::size_t> count_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return static_cast<std::size_t>(std::max<std::int64_t>(value->get<std::int64_t>(), 0));
}

model::Repeat repeat_of(const Json& value) {
  model::Repeat out;
  out.times = count_at(value, "times");
  if (find(value, "for") != nullptr) out.lasts = seconds_at(value, "for", 0);
  out.every = seconds_at(value, "every", 0);
  return out;
}

model::NamedOutput output_of(const Json& value) {
  if (value.is_string()) return {value.get<std::string>(), ""};
  return {string_or(value, "name"), string_or(value, "path")};
}

}  // namespace

const Shape& activity_block_shape() {
  static const Shape shape(
      "activity-block", "What Brunt does beyond Chaos Toolkit; other engines ignore it.",
      {{"assert", "true: its tolerance is judged in the method; a miss is a deviation.", flag},
       {"retry", "Run it again when it fails or misses its tolerance.",
        R"({"type": "object", "required": ["times"], "additionalProperties": false,
            "properties": {"times": {"type": "integer", "minimum": 1, "maximum": 1000000},
                           "every": {"type": "number", "minimum": 0, "maximum": 1000000}}})"},
       {"until", "Run it again until it succeeds and meets its tolerance.",
        R"({"type": "object", "required": ["deadline"], "additionalProperties": false,
            "properties": {"deadline": {"type": "number", "exclusiveMinimum": 0,
                                        "maximum": 1000000},
                           "every": {"type": "number", "minimum": 0.001, "maximum": 1000000}}})"},
       {"repeat", "Run it several times, whatever comes out.",
        R"({"type": "object", "additionalProperties": false, "minProperties": 1,
            "oneOf": [{"required": ["times"]}, {"required": ["for"]}],
            "properties": {"times": {"type": "integer", "minimum": 1, "maximum": 1000000},
                           "for": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000000},
                           "every": {"type": "number", "minimum": 0, "maximum": 1000000}}})"},
       {"output", "A name for its output: later activities write ${name}.",
        R"({"anyOf": [{"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
                      {"type": "object", "required": ["name"], "additionalProperties": false,
                       "properties": {
                         "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
                         "path": {"type": "string", "minLength": 1}}}]})"},
       {"when_ran", "Of a rollback: played only if this activity of the method was started.", word},
       {"fail_experiment", "true: when this action fails, so does the experiment.", flag},
       {"idempotent", "true: this rollback may be played twice.", flag}},
      closed);
  return shape;
}

const Shape& experiment_block_shape() {
  static const Shape shape(
      "experiment-block", "What Brunt does beyond Chaos Toolkit; other engines ignore it.",
      {{"verify_after_rollbacks", "true: the hypothesis is checked once more at the end.", flag},
       {"claims",
        "What the run is judged by, for instance \"success >= 99.9% during fault\"; without any, "
        "four claims made by default.",
        R"({"type": "array", "minItems": 1,
            "items": {"anyOf": [{"type": "string", "minLength": 1},
                                {"type": "object", "required": ["claim"],
                                 "additionalProperties": false,
                                 "properties": {"claim": {"type": "string", "minLength": 1},
                                                "name": {"type": "string"}}}]}})"}},
      closed);
  return shape;
}

model::Extra extra_of(const Json& activity) {
  model::Extra out;
  const Json* block = find(activity, "brunt");
  if (block == nullptr) return out;
  out.asserts = is_set(*block, "assert");
  out.fail_experiment = is_set(*block, "fail_experiment");
  out.idempotent = is_set(*block, "idempotent");
  out.when_ran = string_or(*block, "when_ran");
  if (const Json* retry = find(*block, "retry")) {
    out.retry = model::Retry{count_at(*retry, "times").value_or(1), seconds_at(*retry, "every", 1)};
  }
  if (const Json* until = find(*block, "until")) {
    out.until = model::Until{seconds_at(*until, "deadline", 0), seconds_at(*until, "every", 1)};
  }
  if (const Json* repeat = find(*block, "repeat")) out.repeat = repeat_of(*repeat);
  if (const Json* output = find(*block, "output")) out.output = output_of(*output);
  return out;
}

bool verifies_after_rollbacks(const Json& document) {
  const Json* block = find(document, "brunt");
  return block != nullptr && is_set(*block, "verify_after_rollbacks");
}

double timeout_of(const Json& activity) {
  const Json* timeout = find(activity, "timeout");
  const bool limits = timeout != nullptr && timeout->is_number() && timeout->get<double>() > 0;
  return limits ? timeout->get<double>() : 0;
}

bool judges_in_method(const Json& activity) {
  const Json* block = find(activity, "brunt");
  if (block == nullptr) return false;
  return is_set(*block, "assert") || find(*block, "retry") != nullptr ||
         find(*block, "until") != nullptr;
}

}  // namespace brunt::codec

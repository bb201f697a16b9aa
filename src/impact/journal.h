#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace brunt::impact {

/// One entry of a journal: an activity as it ran. Absent, null and wrongly typed members read as
/// empty: a journal that was cut short is evidence too.
struct Entry {
  std::string phase;      ///< "before", "method", "after", "rollbacks"
  std::size_t index = 0;  ///< 0-based place in its phase
  std::string name, type;
  Json activity = Json::object();
  Json provider = Json::object();  ///< `activity.provider`, an object
  std::string provider_type;       ///< "process", "http", "python", ""
  std::string func;                ///< "chaosk8s.pod.actions.terminate_pods", or ""
  Json output;                     ///< null when none
  std::string status;              ///< "succeeded", "failed", ""
  std::optional<WallTime> start, end;
  std::optional<bool> tolerance_met;
  std::string failure;  ///< last line of the exception
  Json evidence;        ///< ours: facts beyond the output; null when none
};

/// A steady-state check: all probes of the hypothesis at one time.
struct Evaluation {
  std::string phase;  ///< "before", "during", "after"
  std::optional<bool> met;
  std::optional<WallTime> start, end;  ///< of its probes, or, where they have none, the room left
                                       ///< between the activities around it
};

/// A journal of any version, read but not judged.
struct Journal {
  Json experiment = Json::object();
  std::string title, description, hypothesis_title;
  bool has_hypothesis = false;
  std::string status, node, platform, engine;
  bool deviated = false;
  std::optional<WallTime> start, end;
  double duration_seconds = 0;
  double precision_seconds = 0;  ///< of its times: 1 when none has a fraction, else 1e-6
  std::vector<Entry> entries;    ///< before, method, after, rollbacks; each in its order
  std::vector<Entry> during;     ///< the probes of checks made while the method ran
  std::vector<Evaluation> evaluations;
  Json ours;  ///< the member "brunt", null when another engine wrote it
};

/// Errors: `invalid_input` when `document` is no journal at all.
Result<Journal> read_journal(const Json& document);

/// `value[key]` when `value` is an object that has it, else null.
const Json& member(const Json& value, std::string_view key);

/// The arguments of a process activity one by one: a text is split as a shell would, a list is
/// taken as it is, an object gives name and value in turn.
std::vector<std::string> process_arguments(const Json& provider);

/// The value of flag `name` in `-name=value`, `--name=value` or `-name value`; "" when absent.
std::string flag_value(const std::vector<std::string>& arguments, std::string_view name);

/// Is it a load: our evidence says so, or it is a process that attacks as vegeta does?
bool is_load(const Entry& entry);

}  // namespace brunt::impact

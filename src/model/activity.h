#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/shared_json.h"

namespace brunt::model {

enum class ActivityType { probe, action };

/// Run it again when it failed or missed its tolerance: at most `times` runs in all.
struct Retry {
  std::size_t times = 1;
  std::chrono::nanoseconds every{0};  ///< from the end of one run to the next

  friend bool operator==(const Retry&, const Retry&) = default;
};

/// Run it again until it succeeds and meets its tolerance; no run begins after the deadline.
struct Until {
  std::chrono::nanoseconds deadline{0};  ///< from the start of the first run
  std::chrono::nanoseconds every{0};     ///< from the end of one run to the next

  friend bool operator==(const Until&, const Until&) = default;
};

/// Run it again whatever came out: `times` runs, or new ones until `lasts` has passed.
struct Repeat {
  std::optional<std::size_t> times;
  std::optional<std::chrono::nanoseconds> lasts;  ///< from the start of the first run
  std::chrono::nanoseconds every{0};              ///< from the end of one run to the next

  friend bool operator==(const Repeat&, const Repeat&) = default;
};

/// A name under which later activities find an output: `${name}`.
struct NamedOutput {
  std::string name;
  std::string path;  ///< a JSON path into the output; "" = all of it

  friend bool operator==(const NamedOutput&, const NamedOutput&) = default;
};

/// What an activity asks for in its `brunt` object; the reference knows nothing of it. Documented
/// in docs/extension-block.md.
struct Extra {
  bool asserts = false;  ///< its tolerance is judged in the method too; a miss is a deviation
  std::optional<Retry> retry;
  std::optional<Until> until;
  std::optional<Repeat> repeat;
  std::optional<NamedOutput> output;
  std::string when_ran;          ///< of a rollback: played only if this activity was started
  bool fail_experiment = false;  ///< of the method: when it fails, so does the experiment
  bool idempotent = false;       ///< of a rollback: may be played twice

  friend bool operator==(const Extra&, const Extra&) = default;
};

/// One thing that an experiment does: an action changes the system, a probe looks at it.
struct Activity {
  ActivityType type = ActivityType::probe;
  std::string name;
  std::string ref;  ///< set when this element refers to another activity by name; then only
                    ///< `background`, `tolerance` and `extra` below are its own
  bool background = false;
  Json pause_before;  ///< seconds, or a text that is one placeholder; null when there is none
  Json pause_after;
  std::optional<Json> tolerance;
  std::optional<double> timeout;  ///< seconds for one run, above zero
  bool dry = false;               ///< never run: it counts as done
  Extra extra;
  std::string provider_type;  ///< "http", "process", "python"
  SharedJson provider;        ///< as written, placeholders included
  SharedJson source;          ///< the whole element as written: what the journal shows

  friend bool operator==(const Activity&, const Activity&) = default;
};

struct Hypothesis {
  std::string title;
  std::vector<Activity> probes;

  friend bool operator==(const Hypothesis&, const Hypothesis&) = default;
};

}  // namespace brunt::model

#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace brunt::analysis {

/// Whether a probe's output was as expected. `unknown`: it could not be told, which is not "false":
/// a missing target, a value of the wrong kind, a pattern that does not compile.
enum class Verdict : std::uint8_t { met, missed, unknown };

struct Judgement {
  Verdict verdict = Verdict::unknown;
  std::string reason;  ///< "" when met; else what was found and expected, in a line

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// Compares a probe's output with its tolerance, placeholders already replaced: a boolean, integer
/// or text by equality; a list as [low, high] or as members; an object by its `type`: regex, range,
/// jsonpath or jsonpath-rfc9535. An http or process result is compared by its `status`.
/// A `probe` tolerance is the engine's to call; here it is unknown.
/// Source: experiment format sections 3.2 to 3.6, with the fixes Q47 and Q48.
Judgement judge(const Json& tolerance, const Json& output);

/// Is it a tolerance whose verdict is a probe's?
bool is_probe_tolerance(const Json& tolerance);

/// Can `pattern` (Python's dialect) be used? Errors: `invalid_input`; look-around and
/// back-references are refused.
Result<> check_pattern(const std::string& pattern);

/// Is `pattern` found anywhere in `text`? As Python's re.search without flags: `$` also matches
/// before a final line end; `\d`, `\w` and `\s` are Unicode. Errors: as check_pattern.
Result<bool> search_pattern(const std::string& pattern, const std::string& text);

}  // namespace brunt::analysis

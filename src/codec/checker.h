#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/document.h"
#include "codec/problem.h"
#include "codec/shape.h"
#include "codec/way.h"

namespace brunt::codec {

/// The words of a finding: one sentence, then found, expected, what to do.
struct Words {
  std::string summary, found, expected, hint;
};

/// Collects findings about the values of one document. The words are those of Problem; a text is
/// only built when there is something to tell.
class Checker {
 public:
  explicit Checker(const Positions& positions) : positions_(positions) {}

  /// One finding about the value at `way`, under a rule of codec/rules.h.
  void report(std::string_view rule, const Way& way, Words words);
  void warn(std::string_view rule, const Way& way, Words words);

  /// Says that `object` has no `key`, or has a likely misspelling of it. `words.found` is written
  /// here.
  void missing(std::string_view rule, const Json& object, const Way& way, const std::string& key,
               Words words);

  /// Warns of members that look like slips of what `shape` knows: unknown ones are allowed.
  void look_for_slips(const Json& object, const Way& way, const Shape& shape);

  /// What the findings that follow are about: "probe" and "api-is-up". Both must stay.
  void about(std::string_view kind, std::string_view name = {});
  /// The same, for an item that has no name yet: "method activity 3 (counted from 0)".
  void about_item(std::string_view phase, const Way& way);

  bool has_errors() const { return codec::has_errors(problems_); }

  std::vector<Problem> take();

 private:
  Problem& add(std::string_view rule, const Way& way, Words&& words);
  std::string subject() const;
  void move_to_key(Problem& problem) const;

  const Positions& positions_;
  std::string_view kind_, name_;
  std::optional<std::size_t> item_;
  std::vector<Problem> problems_;
  std::vector<std::string> slips_;  ///< members already told of
};

/// A value for a message: `"200 " (text with a blank at its end)`, `null`, `a list of 3`.
std::string shown(const Json& value);

/// Python's truth: null, false, 0, "", [] and {} are not.
bool truthy(const Json& value);

/// Is it a text with something in it?
bool is_word(const Json& value);

/// `did you mean "word"?` for the closest of `known`, else `otherwise`.
std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string otherwise = "use one of these");

// The parts of an experiment; each adds its findings to `checker`.
void check_configuration(Checker& checker, const Json& value, const Way& way);
void check_secrets(Checker& checker, const Json& value, const Way& way);
void check_controls(Checker& checker, const Json& document);
void check_references(Checker& checker, const Json& document);
void check_placeholders(Checker& checker, const Json& document);
void check_traps(Checker& checker, const Json& document);
void check_tolerance(Checker& checker, const Json& tolerance, const Way& way);
void check_activity(Checker& checker, const Json& activity, const Way& way, std::string_view phase,
                    bool needs_tolerance);
void check_provider(Checker& checker, const Json& activity, const Way& way);

}  // namespace brunt::codec

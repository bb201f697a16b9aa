#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/document.h"
#include "codec/problem.h"

namespace brunt::codec {

/// Collects findings about the values of one document. The words are those of Problem.
class Checker {
 public:
  explicit Checker(const Positions& positions) : positions_(positions) {}

  /// One finding about the value at `pointer`; the returned reference may be completed.
  Problem& report(std::string pointer, std::string summary, std::string found, std::string expected,
                  std::string hint);
  Problem& warn(std::string pointer, std::string summary, std::string found, std::string expected,
                std::string hint);

  /// Says so, with a likely misspelling, when `object` has no `key`; else gives the value.
  const Json* require(const Json& object, const std::string& pointer, const std::string& key,
                      const std::string& summary, const std::string& expected,
                      const std::string& hint);

  /// Warns of members that look like slips of `known`: unknown ones are allowed.
  void look_for_slips(const Json& object, const std::string& pointer,
                      const std::vector<std::string>& known);

  /// What the findings that follow are about: "probe 'api-is-up'".
  void about(std::string what) { what_ = std::move(what); }

  std::vector<Problem> take();

 private:
  void move_to_key(Problem& problem, const std::string& pointer) const;

  const Positions& positions_;
  std::string what_;
  std::vector<Problem> problems_;
  std::vector<std::string> slips_;  ///< members already told of
};

/// A value for a message: `"200 " (text with a blank at its end)`, `null`, `a list of 3`.
std::string shown(const Json& value);

/// Python's truth: null, false, 0, "", [] and {} are not.
bool truthy(const Json& value);

bool is_number(const Json& value);

// The parts of an experiment; each adds its findings to `checker`.
void check_configuration(Checker& checker, const Json& value);
void check_secrets(Checker& checker, const Json& value);
void check_placeholders(Checker& checker, const Json& document);
void check_tolerance(Checker& checker, const Json& tolerance, const std::string& pointer);
void check_activity(Checker& checker, const Json& activity, const std::string& pointer,
                    std::string_view phase, bool needs_tolerance);

}  // namespace brunt::codec

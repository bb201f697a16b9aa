#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt::run {

/// When the hypothesis is checked.
enum class HypothesisStrategy {
  before_and_after,
  before_method_only,
  after_method_only,
  during_method_only,
  continuously,
  skip
};  ///< the first is the reference's "default"

/// When the rollbacks are played.
enum class RollbackStrategy {
  when_not_failed,
  always,
  never,
  deviated
};  ///< the first is the reference's "default"

/// What a rehearsal leaves out. Source: experiment format section 5.8.
enum class Dry { none, probes, actions, activities, pause };

/// Which part of an experiment is run.
enum class Only {
  everything,
  method,    ///< no hypothesis, no rollbacks
  rollbacks  ///< no hypothesis, no method; whatever the strategy says
};

/// Strategies that one source mentions: a settings file, an experiment, a command line.
struct Strategies {
  std::optional<HypothesisStrategy> hypothesis;
  std::optional<RollbackStrategy> rollbacks;

  friend bool operator==(const Strategies&, const Strategies&) = default;
};

/// The words of the reference, `skip` included; `continously` is taken for `continuously`.
/// Errors: `invalid_input`, naming the words there are.
Result<HypothesisStrategy> hypothesis_strategy(std::string_view word);
/// Errors: `invalid_input`, naming the words there are.
Result<RollbackStrategy> rollback_strategy(std::string_view word);
/// Errors: `invalid_input`, naming the words there are.
Result<Dry> dry_mode(std::string_view word);
/// Errors: `invalid_input`, naming the words there are.
Result<Only> only_part(std::string_view word);

/// The word of a strategy, a mode, a part: "default", "during-method-only".
std::string_view word_of(HypothesisStrategy strategy);
std::string_view word_of(RollbackStrategy strategy);
/// "" for none.
std::string_view word_of(Dry mode);
/// "" for everything.
std::string_view word_of(Only part);

/// The words that each of them understands, the default first.
std::vector<std::string_view> hypothesis_strategy_words();
std::vector<std::string_view> rollback_strategy_words();
std::vector<std::string_view> dry_words();
std::vector<std::string_view> only_words();

}  // namespace brunt::run

#include "run/strategy.h"

#include <array>
#include <cstddef>

#include "base/text.h"

namespace brunt::run {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> hypothesis_names{
    "default", "before-method-only", "after-method-only", "during-method-only", "continuously",
    "skip"};
constexpr std::array<std::string_view, 4> rollback_names{"default", "always", "never", "deviated"};
constexpr std::array<std::string_view, 5> dry_names{"", "probes", "actions", "activities", "pause"};
constexpr std::array<std::string_view, 3> only_names{"", "method", "rollbacks"};

template <std::size_t N>
std::vector<std::string_view> words_of(const std::array<std::string_view, N>& names) {
  std::vector<std::string_view> out(names.begin(), names.end());
  std::erase(out, "");
  return out;
}

template <class T, std::size_t N>
Result<T> named(std::string_view word, const std::array<std::string_view, N>& names) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == word && !word.empty()) return static_cast<T>(i);
  }
  const auto known = words_of(names);
  const std::vector<std::string> words(known.begin(), known.end());
  const std::string meant = closest(word, words);
  std::string what = "\"" + std::string(word) + "\" is none of " + join(words, ", ");
  if (!meant.empty()) what += "; did you mean \"" + meant + "\"?";
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

}  // namespace

Result<HypothesisStrategy> hypothesis_strategy(std::string_view word) {
  if (word == "continously") return HypothesisStrategy::continuously;
  return named<HypothesisStrategy>(word, hypothesis_names);
}

Result<RollbackStrategy> rollback_strategy(std::string_view word) {
  return named<RollbackStrategy>(word, rollback_names);
}

Result<Dry> dry_mode(std::string_view word) {
  return named<Dry>(word, dry_names);
}

Result<Only> only_part(std::string_view word) {
  return named<Only>(word, only_names);
}

std::string_view word_of(HypothesisStrategy strategy) {
  return hypothesis_names[static_cast<std::size_t>(strategy)];
}

std::string_view word_of(RollbackStrategy strategy) {
  return rollback_names[static_cast<std::size_t>(strategy)];
}

std::string_view word_of(Dry mode) {
  return dry_names[static_cast<std::size_t>(mode)];
}

std::string_view word_of(Only part) {
  return only_names[static_cast<std::size_t>(part)];
}

std::vector<std::string_view> hypothesis_strategy_words() {
  return words_of(hypothesis_names);
}

std::vector<std::string_view> rollback_strategy_words() {
  return words_of(rollback_names);
}

std::vector<std::string_view> dry_words() {
  return words_of(dry_names);
}

std::vector<std::string_view> only_words() {
  return words_of(only_names);
}

}  // namespace brunt::run

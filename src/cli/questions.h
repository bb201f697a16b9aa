#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt::cli {

/// The context of the error that says that the answers ended.
inline constexpr std::string_view answers_source = "standard input";

/// Asks a person, or a pipe that holds the answers, one line each.
/// Errors of all: `stopped`; `not_found` when the answers are at their end.
class Questions {
 public:
  Questions(int in, int out, std::stop_token stop) : in_(in), out_(out), stop_(std::move(stop)) {}

  /// An empty answer is `otherwise`; without it, it is asked again.
  Result<std::string> ask(std::string_view question, std::optional<std::string> otherwise = {});
  /// y, yes, n, no; an empty answer is `otherwise`, which the capital letter shows.
  Result<bool> confirm(std::string_view question, bool otherwise = false);
  /// The 0-based place of one of `names`; nothing for 0.
  Result<std::optional<std::size_t>> choose(std::string_view title,
                                            const std::vector<std::string>& names);

  void say(std::string_view text) const;

 private:
  Result<std::string> line();

  int in_, out_;
  std::stop_token stop_;
  std::string read_;  ///< what has come and is not asked for yet
  bool ended_ = false;
};

}  // namespace brunt::cli

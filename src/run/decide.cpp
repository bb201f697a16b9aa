#include "run/decide.h"

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/time.h"

namespace brunt::run {
namespace {

using codec::Problem;

class Decision {
 public:
  Decision(const model::Experiment& experiment, const Options& options, Schedule& schedule)
      : experiment_(experiment), options_(options), schedule_(schedule) {}

  Decided make() {
    auto hypothesis = options_.settings.hypothesis.value_or(HypothesisStrategy::before_and_after);
    if (const std::string word = runtime_word("hypothesis"); !word.empty()) {
      hypothesis = known("hypothesis", hypothesis_strategy(word), word).value_or(hypothesis);
      if (word == "continously") warn_of_the_slip();
    }
    auto rollbacks = options_.settings.rollbacks.value_or(RollbackStrategy::when_not_failed);
    if (const std::string word = runtime_word("rollbacks"); !word.empty()) {
      rollbacks = known("rollbacks", rollback_strategy(word), word).value_or(rollbacks);
    }
    set_hypothesis(options_.hypothesis.value_or(hypothesis));
    schedule_.rollback_strategy = options_.rollbacks.value_or(rollbacks);
    schedule_.rollbacks_after_interruption = !options_.reference_interruption;
    schedule_.fail_fast = options_.fail_fast;
    schedule_.strict = options_.strict;
    schedule_.verify_after_rollbacks = experiment_.verify_after_rollbacks;
    if (options_.only != Only::everything) leave_out_all_but(options_.only);
    return std::move(out_);
  }

 private:
  /// What the experiment's `runtime` says of `part`; "" when it does not mention it.
  std::string runtime_word(const char* part) const {
    const Json* runtime = find(experiment_.document, "runtime");
    const Json* section = runtime != nullptr ? find(*runtime, part) : nullptr;
    return section != nullptr ? string_or(*section, "strategy") : "";
  }

  void set_hypothesis(HypothesisStrategy strategy) {
    using enum HypothesisStrategy;
    out_.hypothesis = strategy;
    const bool all = strategy == continuously;
    schedule_.check_before = all || strategy == before_and_after || strategy == before_method_only;
    schedule_.check_after = all || strategy == before_and_after || strategy == after_method_only;
    schedule_.check_during.reset();
    if (!all && strategy != during_method_only) return;
    schedule_.check_during = Grid{.every = options_.frequency};
    if (options_.frequency >= std::chrono::milliseconds(1)) return;
    Problem& problem = report("", "the time between two checks is too short");
    problem.what = "--hypothesis-frequency";
    problem.found = fmt::format("{} seconds", seconds(options_.frequency));
    problem.expected = "0.001 seconds or more";
    problem.hint = "give a longer time";
  }

  void leave_out_all_but(Only part) {
    set_hypothesis(HypothesisStrategy::skip);
    schedule_.verify_after_rollbacks = false;
    schedule_.play_method = part == Only::method;
    schedule_.rollback_strategy =
        part == Only::method ? RollbackStrategy::never : RollbackStrategy::always;
  }

  template <class T>
  std::optional<T> known(const std::string& part, const Result<T>& strategy,
                         const std::string& word) {
    if (strategy) return *strategy;
    Problem& problem = report("/runtime/" + part + "/strategy", "unknown " + part + " strategy");
    problem.found = "\"" + word + "\"";
    problem.expected = strategy.error().what;
    problem.hint = "use one of these";
    return std::nullopt;
  }

  void warn_of_the_slip() {
    Problem& problem =
        report("/runtime/hypothesis/strategy", "\"continously\" is taken for \"continuously\"");
    problem.found = "\"continously\"";
    problem.expected = "\"continuously\"";
    problem.hint = "write it with a u";
    problem.is_warning = true;
  }

  Problem& report(const std::string& pointer, std::string summary) {
    const codec::Place place = options_.positions.of(pointer);
    Problem problem{.line = place.line, .column = place.column, .pointer = pointer};
    problem.summary = std::move(summary);
    problem.what = "runtime";
    return out_.problems.emplace_back(std::move(problem));
  }

  const model::Experiment& experiment_;
  const Options& options_;
  Schedule& schedule_;
  Decided out_;
};

}  // namespace

Decided decide(const model::Experiment& experiment, const Options& options, Schedule& schedule) {
  return Decision(experiment, options, schedule).make();
}

}  // namespace brunt::run

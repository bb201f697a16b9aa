#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/checks_told.h"
#include "cli/fact.h"
#include "cli/load_state.h"
#include "cli/users_watch.h"
#include "model/event.h"

namespace brunt::cli {

/// What is being waited for just now: a pause, or an activity in the foreground.
struct Waiting {
  Fact fact;  ///< as it will be told; of kind pause or activity
  WallTime since{};
  std::optional<double> seconds;  ///< of a pause

  friend bool operator==(const Waiting&, const Waiting&) = default;
};

/// Turns the events of a run into facts to tell. No clock, no output: the same events give the same
/// facts. Keeps what the two moving lines show.
class Narrator {
 public:
  /// `verbose`: also tells when an activity in the foreground begins, and what came out of it.
  explicit Narrator(bool verbose = false) : verbose_(verbose) {}

  std::vector<Fact> on(const model::Event& event);

  const std::optional<Waiting>& waiting() const { return waiting_; }
  const std::optional<LoadState>& load() const { return load_; }
  const LoadPlan& load_plan() const { return plan_; }
  const std::optional<UsersWatch::State>& users() const { return users_.state(); }
  const std::optional<WallTime>& fault() const { return fault_; }

 private:
  using Key = std::pair<model::Phase, std::size_t>;

  std::vector<Fact> started(const model::Event& event);
  std::vector<Fact> phase(const model::Event& event);
  std::vector<Fact> pause(const model::Event& event);
  std::vector<Fact> activity_started(const model::Event& event);
  std::vector<Fact> progress(const model::Event& event);
  std::vector<Fact> activity_finished(const model::Event& event);
  std::vector<Fact> interrupted(const model::Event& event);
  std::vector<Fact> told_at_once(const model::Event& event);
  bool may_be_tried_again(const model::Event& event, const Fact& fact) const;
  std::vector<Fact> finished(const model::Event& event);
  std::optional<Fact> users_fact(const model::Event& event) const;
  const Json* element(const model::Event& event) const;

  bool verbose_;
  Json experiment_;
  std::optional<Waiting> waiting_;
  std::optional<Key> load_key_;
  std::optional<LoadState> load_;
  LoadPlan plan_;
  UsersWatch users_;
  std::optional<WallTime> fault_;
  std::map<Key, WallTime> background_;
  std::int64_t told_tens_ = 0;  ///< load lines told so far, one every ten seconds
  bool rollbacks_began_ = false;
  std::optional<std::pair<Key, Fact>> tried_;  ///< a failed try, told unless another one follows

  ChecksTold checks_;
};

}  // namespace brunt::cli

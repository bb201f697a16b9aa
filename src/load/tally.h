#pragma once

#include <deque>
#include <memory>

#include "load/attack.h"
#include "load/histogram.h"

namespace brunt::load {

/// Counts an attack as it goes: what Progress shows and what Summary says at the end.
class Tally {
 public:
  explicit Tally(WallTime started) { progress_.started = started; }

  /// A hit went out `lateness` after `due` (counted from the attack's start).
  void sent(std::chrono::nanoseconds due, std::chrono::nanoseconds lateness);
  /// A hit ended; `result.timestamp` is its due time.
  void ended(std::chrono::nanoseconds due, const Result& result);

  /// Brings quantiles up to date; `ended` of the last call is forgotten with next().
  const Progress& progress(std::uint64_t due, std::uint64_t in_flight);
  void next() { progress_.ended.clear(); }

  /// `interval` is the time between two hits; 0 = closed loop.
  Summary summary(std::uint64_t due, std::chrono::nanoseconds interval) const;

 private:
  /// One second of due times; its histogram goes as soon as all its hits have ended.
  struct Slice {
    std::uint32_t ended = 0;
    std::unique_ptr<Histogram> ok;
  };
  std::size_t second(std::chrono::nanoseconds due);

  Progress progress_;
  std::vector<Slice> slices_;  ///< one for each of progress_.seconds
  std::size_t open_ = 0;       ///< slices before it are complete
  Histogram ok_{10}, lateness_{10};
  std::uint64_t late_ = 0;
};

}  // namespace brunt::load

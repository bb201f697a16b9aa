#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.h"

namespace brunt::load {

/// Hits at an even rate. A value; pure, so a whole day of traffic can be checked in a test.
class ConstantPacer {
 public:
  /// `hits` every `per`. Errors: `invalid_input` unless both are above zero.
  static brunt::Result<ConstantPacer> make(std::uint32_t hits, std::chrono::nanoseconds per);

  /// When hit `k` (0-based) is due, counted from the start of the attack: the middle of its
  /// interval, so that the hits of each whole period are exact. Never decreases with `k`, and never
  /// drifts: it depends on `k` alone, not on when earlier hits were really sent. Saturates at the
  /// largest duration (292 years).
  std::chrono::nanoseconds due(std::uint64_t k) const;

  /// How many hits are due before `end`: the number of `k` with due(k) < end.
  std::uint64_t hits_before(std::chrono::nanoseconds end) const;

  /// Time between two hits, rounded down.
  std::chrono::nanoseconds interval() const { return per_ / hits_; }

 private:
  ConstantPacer(std::uint32_t hits, std::chrono::nanoseconds per) : hits_(hits), per_(per) {}

  std::uint32_t hits_;
  std::chrono::nanoseconds per_;
};

}  // namespace brunt::load

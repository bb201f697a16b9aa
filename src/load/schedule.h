#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt::load {

/// Hits each `per`, both above zero: any rational rate, also below one a second.
struct Rate {
  std::uint64_t hits = 50;
  std::chrono::nanoseconds per{std::chrono::seconds(1)};

  friend bool operator==(const Rate&, const Rate&) = default;
};

/// When hits are due: a part of a schedule, or several one after the other. Pure: due(k) depends on
/// k alone, so a whole day of traffic can be checked in a test, and machines that share a schedule
/// by index need not talk. Not thread-safe (a random schedule remembers where it was).
class Schedule {
 public:
  using Time = std::chrono::nanoseconds;
  /// One way of spreading hits. Both functions agree: due(k) < end <=> k < hits_before(end).
  class Part {
   public:
    virtual ~Part() = default;
    /// When hit k (0-based) is due, from the part's begin; never decreases. Time::max() = never.
    virtual Time due(std::uint64_t k) const = 0;
    virtual std::uint64_t hits_before(Time end) const = 0;
    /// A usual time between two hits, rounded down.
    virtual Time interval() const = 0;
  };

  /// Even: hit k in the middle of its interval, in integers, without drift.
  /// Errors of all: `invalid_input` for what is zero, negative or out of range.
  static brunt::Result<Schedule> constant(Rate rate, Time length = Time::max());
  /// From one rate to another, in a straight line.
  static brunt::Result<Schedule> ramp(Rate from, Rate to, Time length);
  /// `mean` + `swing` * sin(2 pi t / period); `swing` below `mean`. Source: vegeta's SinePacer.
  static brunt::Result<Schedule> sine(Rate mean, Rate swing, Time period,
                                      Time length = Time::max());
  /// Random arrivals at a mean rate; the same seed gives the same hits.
  static brunt::Result<Schedule> poisson(Rate mean, std::uint64_t seed, Time length = Time::max());
  /// `hits` at once, every `every`, the first at the begin.
  static brunt::Result<Schedule> burst(std::uint64_t hits, Time every, Time length = Time::max());
  /// Hits at given times, which are sorted.
  static brunt::Result<Schedule> replay(std::vector<Time> times);

  /// Reads parts such as these, with commas between them:
  ///
  ///     100/s for 30s            180/1m                 100/s..500/s for 1m
  ///     sine 100/s 50/s every 60s for 5m                poisson 20/s seed 7 for 60s
  ///     burst 50 every 10s for 1m
  ///
  /// Only the last may have no length. Errors: `invalid_input`, naming the part.
  static brunt::Result<Schedule> parse(std::string_view text);

  /// This, then `next`. Errors: `invalid_input` when this has no end.
  brunt::Result<Schedule> then(const Schedule& next) const;
  /// Only the hits k with k % count == index: worker `index` of `count`. Errors: `invalid_input`.
  brunt::Result<Schedule> shard(std::uint64_t index, std::uint64_t count) const;

  Time due(std::uint64_t j) const;
  std::uint64_t hits_before(Time end) const;
  Time length() const { return length_; }  ///< Time::max() = no end
  /// Number of hit j in the whole schedule.
  std::uint64_t number(std::uint64_t j) const { return j * count_ + index_; }
  Time interval() const;

 private:
  struct Piece {
    std::shared_ptr<const Part> part;
    Time begin, length;
    std::uint64_t first = 0;  ///< number of its first hit
    std::uint64_t hits = 0;   ///< UINT64_MAX = no end
  };
  static brunt::Result<Schedule> of(std::shared_ptr<const Part> part, Time length);
  Time due_of_all(std::uint64_t k) const;

  std::vector<Piece> pieces_;
  Time length_{0};
  std::uint64_t index_ = 0, count_ = 1;
};

/// Reads `3`, `3/s`, `180/1m`, `5/500ms`. Errors: `invalid_input`.
brunt::Result<Rate> parse_schedule_rate(std::string_view text);

}  // namespace brunt::load

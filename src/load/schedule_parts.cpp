#include "load/schedule_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "load/pacer.h"

namespace brunt::load {
namespace {

using Time = Schedule::Time;

long double per_ns(Rate rate) {
  return static_cast<long double>(rate.hits) / static_cast<long double>(rate.per.count());
}

class Constant final : public Schedule::Part {
 public:
  explicit Constant(ConstantPacer pacer) : pacer_(pacer) {}
  Time due(std::uint64_t k) const override { return pacer_.due(k); }
  std::uint64_t hits_before(Time end) const override { return pacer_.hits_before(end); }
  Time interval() const override { return pacer_.interval(); }

 private:
  ConstantPacer pacer_;
};

/// A rate that changes: hit k is due at the first nanosecond by which k + 1/2 hits have gone by,
/// where `passed` counts them. Found by bisection, so that both questions have one answer.
class Curve : public Schedule::Part {
 public:
  Time due(std::uint64_t k) const final {
    const long double wanted = static_cast<long double>(k) + 0.5L;
    std::int64_t low = 0, high = 1;
    while (passed(high) < wanted) {
      if (high > std::numeric_limits<std::int64_t>::max() / 4) return Time::max();
      low = high;
      high *= 2;
    }
    while (low + 1 < high) {
      const std::int64_t middle = low + (high - low) / 2;
      (passed(middle) < wanted ? low : high) = middle;
    }
    return Time(high);
  }

  std::uint64_t hits_before(Time end) const final {
    if (end.count() <= 1) return 0;
    auto n = static_cast<std::uint64_t>(std::max(0.0L, std::floor(passed(end.count() - 1) + 0.5L)));
    while (n > 0 && due(n - 1) >= end)
      --n;
    while (due(n) < end)
      ++n;
    return n;
  }

 protected:
  /// Hits in the first `ns`; never decreases, without bound.
  virtual long double passed(std::int64_t ns) const = 0;
};

class Ramp final : public Curve {
 public:
  Ramp(Rate from, Rate to, Time length)
      : from_(per_ns(from)), to_(per_ns(to)), length_(static_cast<long double>(length.count())) {}

  Time interval() const override {
    return Time(static_cast<std::int64_t>(1 / std::max(from_, to_)));
  }

 private:
  long double passed(std::int64_t ns) const override {
    const auto t = static_cast<long double>(ns);
    if (t >= length_) return (from_ + to_) / 2 * length_ + (t - length_) * std::max(from_, to_);
    return from_ * t + (to_ - from_) * t * t / (2 * length_);
  }

  long double from_, to_, length_;
};

class Sine final : public Curve {
 public:
  Sine(Rate mean, Rate swing, Time period)
      : mean_(per_ns(mean)),
        swing_(per_ns(swing)),
        period_(static_cast<long double>(period.count())) {}

  Time interval() const override { return Time(static_cast<std::int64_t>(1 / (mean_ + swing_))); }

 private:
  long double passed(std::int64_t ns) const override {
    const auto t = static_cast<long double>(ns);
    const long double turn = 2 * std::numbers::pi_v<long double>;
    return mean_ * t + swing_ * period_ / turn * (1 - std::cos(turn * t / period_));
  }

  long double mean_, swing_, period_;
};

/// Exponential gaps from a counter: gap k is a function of seed and k. Sums are kept at every
/// 4096th hit, and one where the last question was.
class Poisson final : public Schedule::Part {
 public:
  Poisson(Rate mean, std::uint64_t seed) : gap_(1 / per_ns(mean)), seed_(seed) {}

  Time due(std::uint64_t k) const override {
    seek(k);
    return rounded(at_);
  }

  std::uint64_t hits_before(Time end) const override {
    // Kept sums first, then hit by hit.
    while (rounded(sums_.back()) < end)
      seek((sums_.size()) * every);
    const auto after =
        std::ranges::partition_point(sums_, [&](long double sum) { return rounded(sum) < end; });
    const auto block =
        static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(0, after - sums_.begin() - 1));
    std::uint64_t k = block * every;
    for (seek(k); rounded(at_) < end; seek(++k)) {
    }
    return k;
  }

  Time interval() const override { return Time(static_cast<std::int64_t>(gap_)); }

 private:
  static constexpr std::uint64_t every = 4096;

  static Time rounded(long double ns) {
    return ns >= 9.2e18L ? Time::max() : Time(static_cast<std::int64_t>(ns));
  }

  /// Source: SplitMix64 (Steele, Lea, Flood 2014).
  long double gap(std::uint64_t k) const {
    std::uint64_t z = seed_ + (k + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
    const long double uniform = (static_cast<long double>(z >> 11U) + 0.5L) / 9007199254740992.0L;
    return -gap_ * std::log(uniform);
  }

  /// Moves to hit k: at_ is when it is due.
  void seek(std::uint64_t k) const {
    if (k < k_) {
      const std::uint64_t block = k / every;
      k_ = block * every;
      at_ = sums_[block];
    }
    while (k_ < k) {
      at_ += gap(++k_);
      if (k_ % every == 0 && k_ / every == sums_.size()) sums_.push_back(at_);
    }
  }

  long double gap_;
  std::uint64_t seed_;
  mutable std::vector<long double> sums_{gap(0)};
  mutable std::uint64_t k_ = 0;
  mutable long double at_ = sums_.front();
};

class Burst final : public Schedule::Part {
 public:
  Burst(std::uint64_t hits, Time every) : hits_(hits), every_(every) {}

  Time due(std::uint64_t k) const override {
    const auto turn = static_cast<std::int64_t>(
        std::min<std::uint64_t>(k / hits_, std::numeric_limits<std::int64_t>::max()));
    return turn > Time::max() / every_ ? Time::max() : turn * every_;
  }
  std::uint64_t hits_before(Time end) const override {
    if (end.count() <= 0) return 0;
    const auto turns = static_cast<std::uint64_t>((end.count() - 1) / every_.count()) + 1;
    return turns > UINT64_MAX / hits_ ? UINT64_MAX : turns * hits_;
  }
  Time interval() const override { return every_ / static_cast<std::int64_t>(hits_); }

 private:
  std::uint64_t hits_;
  Time every_;
};

class Replay final : public Schedule::Part {
 public:
  explicit Replay(std::vector<Time> times) : times_(std::move(times)) { std::ranges::sort(times_); }

  Time due(std::uint64_t k) const override { return k < times_.size() ? times_[k] : Time::max(); }
  std::uint64_t hits_before(Time end) const override {
    return static_cast<std::uint64_t>(std::ranges::lower_bound(times_, end) - times_.begin());
  }
  Time interval() const override {
    return times_.back() / static_cast<std::int64_t>(times_.size());
  }

 private:
  std::vector<Time> times_;
};

}  // namespace

std::shared_ptr<const Schedule::Part> constant_part(Rate rate) {
  return std::make_shared<Constant>(
      *ConstantPacer::make(static_cast<std::uint32_t>(rate.hits), rate.per));
}

std::shared_ptr<const Schedule::Part> ramp_part(Rate from, Rate to, Time length) {
  return std::make_shared<Ramp>(from, to, length);
}

std::shared_ptr<const Schedule::Part> sine_part(Rate mean, Rate swing, Time period) {
  return std::make_shared<Sine>(mean, swing, period);
}

std::shared_ptr<const Schedule::Part> poisson_part(Rate mean, std::uint64_t seed) {
  return std::make_shared<Poisson>(mean, seed);
}

std::shared_ptr<const Schedule::Part> burst_part(std::uint64_t hits, Time every) {
  return std::make_shared<Burst>(hits, every);
}

std::shared_ptr<const Schedule::Part> replay_part(std::vector<Time> times) {
  return std::make_shared<Replay>(std::move(times));
}

}  // namespace brunt::load

#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>

#include "analysis/impact_windows.h"
#include "analysis/simulation.h"

namespace brunt::analysis::simulation {
namespace {

struct Outage {
  double from = 0, to = 0;  ///< seconds
  double failing = 0;       ///< share of the requests sent in it
};

struct Sent {
  Trail trail;
  Ratio before;  ///< the fault
};

/// A paced load; the first request goes out at a random part of its spacing.
Sent sent(const Load& load, double fault, const Outage& outage, std::mt19937_64& random) {
  std::uniform_real_distribution<double> chance(0, 1);
  const double offset = chance(random);
  const auto n = static_cast<std::size_t>(load.rate * load.seconds);
  Sent out;
  for (std::size_t i = 0; i < n; ++i) {
    const double at = (static_cast<double>(i) + offset) / load.rate;
    const bool hit = at >= outage.from && at < outage.to && chance(random) < outage.failing;
    const bool bad = hit || (load.noise > 0 && chance(random) < load.noise);
    out.trail.add({std::llround(at * 1e9), bad});
    if (at >= fault) continue;
    ++out.before.total;
    out.before.count += bad ? 1U : 0U;
  }
  return out;
}

std::vector<Window> scan(const Sent& load) {
  return impact_windows(load.trail, tune_scan(load.trail.size(), load.before));
}

bool found(const std::vector<Window>& windows, const Outage& outage, double slack) {
  if (windows.size() != 1) return false;
  const Window& w = windows.front();
  return std::abs(static_cast<double>(w.start_ns) / 1e9 - outage.from) <= slack &&
         std::abs(static_cast<double>(w.end_ns) / 1e9 - outage.to) <= slack;
}

}  // namespace

std::vector<Tally> quiet_runs(std::size_t runs, std::uint64_t seed) {
  std::vector<Tally> tallies;
  std::mt19937_64 random(seed);
  for (const double rate : {3.0, 20.0, 100.0}) {
    for (const double noise : {0.0, 0.004, 0.02, 0.05, 0.2}) {
      Tally tally{fmt::format("{}/s, {} % failing all along", rate, noise * 100), runs, 0};
      for (std::size_t run = 0; run < runs; ++run) {
        const Sent load = sent({rate, 60, noise}, 10, {}, random);
        tally.right += scan(load).empty() ? 1U : 0U;
      }
      tallies.push_back(tally);
    }
  }
  return tallies;
}

Tally outages_found(const Load& load, std::size_t runs, std::uint64_t seed) {
  Tally tally{fmt::format("{}/s, {} % failing all along", load.rate, load.noise * 100), runs, 0};
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> chance(0, 1);
  const double shortest = std::max(0.1, 5 / load.rate);
  for (std::size_t run = 0; run < runs; ++run) {
    const double fault = 30 + chance(random);
    const double from = fault + chance(random);
    const double lasts = shortest * std::pow(30 / shortest, chance(random));
    const Outage outage{from, from + lasts, 1};
    tally.right +=
        found(scan(sent(load, fault, outage, random)), outage, 1 / load.rate + 0.05) ? 1U : 0U;
  }
  return tally;
}

Tally partial_outages_found(const Load& load, double failing, std::size_t runs,
                            std::uint64_t seed) {
  Tally tally{fmt::format("{} % fail for 20 s at {}/s, {} % all along", failing * 100, load.rate,
                          load.noise * 100),
              runs, 0};
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> chance(0, 1);
  for (std::size_t run = 0; run < runs; ++run) {
    const double fault = 30 + chance(random);
    const Outage outage{fault, fault + 20, failing};
    tally.right += found(scan(sent(load, fault, outage, random)), outage, 2.5) ? 1U : 0U;
  }
  return tally;
}

}  // namespace brunt::analysis::simulation

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What intervals and scans do on data whose truth is known. Used by a small test and, with more
/// runs, by `./dev bench analysis`. All of it is seeded.
namespace brunt::analysis::simulation {

/// How often a 95 % interval held the truth, over a grid of cells.
struct Coverage {
  std::string name;
  double mean = 0;   ///< over all cells
  double worst = 1;  ///< of one cell
  std::string worst_cell;
  std::size_t cells = 0;
};

/// Exact: every count that may come is weighed by its chance.
Coverage wilson_coverage();
Coverage newcombe_coverage();

/// From `runs` samples per cell.
Coverage quantile_coverage(std::size_t runs, std::uint64_t seed);
Coverage hodges_lehmann_coverage(std::size_t runs, std::uint64_t seed);
Coverage bootstrap_coverage(std::size_t runs, std::size_t resamples, std::uint64_t seed);

/// How often a scan did the right thing.
struct Tally {
  std::string name;
  std::size_t runs = 0, right = 0;
  double share() const { return static_cast<double>(right) / static_cast<double>(runs); }
};

/// A load of `seconds` at `rate` requests a second, a share `noise` of which fail all along.
struct Load {
  double rate = 100;
  double seconds = 120;
  double noise = 0;
};

/// Runs in which nothing happened and no window opened, for loads of several rates and noises.
std::vector<Tally> quiet_runs(std::size_t runs, std::uint64_t seed);

/// Runs with a planted total outage of 0.1 to 30 s, of at least five requests, that was found once,
/// both ends within one request spacing + 50 ms.
Tally outages_found(const Load& load, std::size_t runs, std::uint64_t seed);

/// Runs in which a share `failing` of the requests failed for 20 s, found as one window, both ends
/// within 2.5 s.
Tally partial_outages_found(const Load& load, double failing, std::size_t runs, std::uint64_t seed);

}  // namespace brunt::analysis::simulation

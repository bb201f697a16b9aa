#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "analysis/simulation.h"

/// usage: analysis_simulation [RUNS]: the whole of the simulations, as tables.
namespace {

using namespace brunt::analysis::simulation;

constexpr std::uint64_t seed = 20180424;

void print(const Coverage& c) {
  fmt::print("{:<42} {:>7.2f} %  {:>4} cells, worst {:.2f} %: {}\n", c.name, c.mean * 100, c.cells,
             c.worst * 100, c.worst_cell);
}

void print(const Tally& t) {
  fmt::print("{:<46} {:>7.2f} % of {}\n", t.name, t.share() * 100, t.runs);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t runs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
  if (runs == 0) {
    fmt::print(stderr, "usage: analysis_simulation [RUNS]\n");
    return 2;
  }
  fmt::print("Coverage of 95 % intervals (seed {})\n", seed);
  print(wilson_coverage());
  print(newcombe_coverage());
  print(quantile_coverage(5 * runs, seed));
  print(hodges_lehmann_coverage(2 * runs, seed));
  print(bootstrap_coverage(runs, 1000, seed));
  fmt::print("\nQuiet runs without a window\n");
  for (const Tally& tally : quiet_runs(runs, seed))
    print(tally);
  fmt::print("\nPlanted outages of 0.1 to 30 s found once, ends within one spacing + 50 ms\n");
  for (const double noise : {0.0, 0.02}) {
    for (const double rate : {3.0, 50.0, 2000.0})
      print(outages_found({rate, 120, noise}, runs, seed));
  }
  fmt::print("\nPartial outages found, ends within 2.5 s\n");
  for (const double noise : {0.0, 0.02}) {
    for (const double failing : {0.5, 0.2})
      print(partial_outages_found({100, 120, noise}, failing, runs, seed));
  }
  return 0;
}

#include "analysis/simulation.h"

#include <gtest/gtest.h>

/// The same simulations with few runs; `./dev bench analysis` prints the whole tables.
namespace brunt::analysis::simulation {
namespace {

constexpr std::uint64_t seed = 20180424;

TEST(Coverage, OfIntervalsOfRatiosIsTheirLevel) {
  for (const Coverage& coverage : {wilson_coverage(), newcombe_coverage()}) {
    EXPECT_GE(coverage.mean, 0.94) << coverage.name;
    EXPECT_LE(coverage.mean, 0.96) << coverage.name;
    EXPECT_GE(coverage.worst, 0.91) << coverage.name << ", " << coverage.worst_cell;
  }
}

TEST(Coverage, OfIntervalsOfLatenciesIsAboutTheirLevel) {
  for (const Coverage& coverage : {quantile_coverage(100, seed), hodges_lehmann_coverage(50, seed),
                                   bootstrap_coverage(20, 100, seed)}) {
    EXPECT_GE(coverage.mean, 0.91) << coverage.name;
    EXPECT_LE(coverage.mean, 0.99) << coverage.name;
  }
}

TEST(Simulation, OpensAWindowInAtMostThreeOfAHundredQuietRuns) {
  std::size_t runs = 0;
  std::size_t right = 0;
  for (const Tally& tally : quiet_runs(40, seed)) {
    runs += tally.runs;
    right += tally.right;
  }
  EXPECT_GE(100 * right, 97 * runs);
}

TEST(Simulation, FindsPlantedOutagesOnceAndWhereTheyAre) {
  for (const double rate : {3.0, 50.0})
    EXPECT_GE(outages_found({rate, 120, 0}, 100, seed).right, 99U) << rate;
  EXPECT_EQ(outages_found({2000, 70, 0}, 5, seed).right, 5U);
  for (const double rate : {3.0, 50.0})
    EXPECT_GE(outages_found({rate, 120, 0.02}, 100, seed).right, 96U) << rate;
}

TEST(Simulation, FindsAHalfAndAFifthOfTheRequestsFailing) {
  for (const double failing : {0.5, 0.2})
    EXPECT_EQ(partial_outages_found({100, 120, 0.02}, failing, 20, seed).right, 20U) << failing;
}

}  // namespace
}  // namespace brunt::analysis::simulation

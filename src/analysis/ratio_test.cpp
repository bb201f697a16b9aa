#include "analysis/ratio.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::analysis {
namespace {

TEST(Wilson, EqualsNewcombesTable) {
  // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
  struct Row {
    Ratio ratio;
    Range expected;
  };
  for (const Row& row : {Row{{81, 263}, {0.2553, 0.3662}}, Row{{15, 148}, {0.0624, 0.1605}},
                         Row{{0, 20}, {0.0, 0.1611}}, Row{{1, 29}, {0.0061, 0.1718}}}) {
    const Range range = wilson(row.ratio);
    EXPECT_NEAR(range.low, row.expected.low, 5e-5) << row.ratio.count << "/" << row.ratio.total;
    EXPECT_NEAR(range.high, row.expected.high, 5e-5) << row.ratio.count << "/" << row.ratio.total;
  }
}

TEST(Wilson, EqualsTheSeedsFacts) {
  EXPECT_NEAR(wilson({42, 180}).low, 0.177513, 5e-7);
  EXPECT_NEAR(wilson({42, 180}).high, 0.300298, 5e-7);
  EXPECT_NEAR(wilson({42, 42}).low, 0.916201, 5e-7);
  EXPECT_EQ(wilson({42, 42}).high, 1.0);
  EXPECT_NEAR(wilson({0, 17}).high, 0.184318, 5e-7);
  EXPECT_NEAR(wilson({0, 121}).high, 0.030771, 5e-7);
  EXPECT_EQ(wilson({0, 121}).low, 0.0);
}

TEST(Newcombe, EqualsThePublishedExamples) {
  // Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
  struct Row {
    Ratio a, b;
    Range expected;
  };
  for (const Row& row :
       {Row{{56, 70}, {48, 80}, {0.0524, 0.3339}}, Row{{9, 10}, {3, 10}, {0.1705, 0.8090}},
        Row{{10, 10}, {0, 20}, {0.6791, 1.0}}, Row{{5, 56}, {0, 29}, {-0.0381, 0.1926}}}) {
    const Range range = newcombe_difference(row.a, row.b);
    EXPECT_NEAR(range.low, row.expected.low, 5e-5) << row.a.count;
    EXPECT_NEAR(range.high, row.expected.high, 5e-5) << row.a.count;
  }
}

TEST(Newcombe, EqualsTheSeedsDifferences) {
  const Range extra = newcombe_difference({42, 163}, {0, 17});
  EXPECT_NEAR(extra.low, 0.06, 5e-3);
  EXPECT_NEAR(extra.high, 0.33, 5e-3);
  const Range window = newcombe_difference({42, 42}, {0, 17});
  EXPECT_NEAR(window.low, 0.80, 5e-3);
  EXPECT_EQ(window.high, 1.0);
}

TEST(Newcombe, KnowsNothingFromNothing) {
  EXPECT_EQ(newcombe_difference({0, 0}, {0, 0}), (Range{-1, 1}));
}

TEST(FisherExact, TastesTea) {
  EXPECT_NEAR(fisher_exact({3, 4}, {1, 4}), 0.485714,
              5e-7);  // R: fisher.test(TeaTasting), two-sided
  EXPECT_NEAR(fisher_exact({2, 17}, {10, 13}), 0.0005367, 5e-8);  // R: Convictions
}

TEST(FisherExact, EqualsTheSeedsFacts) {
  EXPECT_NEAR(fisher_exact({42, 42}, {0, 17}) / 3.6e-15, 1, 0.02);
  EXPECT_NEAR(log_fisher_exact({42, 42}, {0, 138}) / std::log(10.0), -41.315, 5e-4);
}

TEST(BaselineSize, EqualsThePrintedCounts) {
  EXPECT_EQ(baseline_size(0.05), 73U);
  EXPECT_EQ(baseline_size(0.01), 381U);
  EXPECT_EQ(baseline_size(0.001), 3838U);
}

RC_GTEST_PROP(Wilson, HoldsTheRatioAndNarrowsWithN, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 100000);
  const auto k = *rc::gen::inRange<std::size_t>(0, n + 1);
  const Range range = wilson({k, n});
  const double p = Ratio{k, n}.value();
  RC_ASSERT(range.low <= p && p <= range.high);
  RC_ASSERT(range.low >= 0 && range.high <= 1);
  const Range larger = wilson({4 * k, 4 * n});
  RC_ASSERT(larger.high - larger.low < range.high - range.low);
  if (k < n) RC_ASSERT(wilson({k + 1, n}).low >= range.low);
}

RC_GTEST_PROP(Newcombe, HoldsTheDifferenceAndTurnsWithItsSides, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 5000);
  const auto m = *rc::gen::inRange<std::size_t>(1, 5000);
  const Ratio a{*rc::gen::inRange<std::size_t>(0, n + 1), n};
  const Ratio b{*rc::gen::inRange<std::size_t>(0, m + 1), m};
  const Range range = newcombe_difference(a, b);
  const Range turned = newcombe_difference(b, a);
  RC_ASSERT(range.low <= a.value() - b.value() && a.value() - b.value() <= range.high);
  RC_ASSERT(std::abs(range.low + turned.high) < 1e-9);
  RC_ASSERT(std::abs(range.high + turned.low) < 1e-9);
}

RC_GTEST_PROP(FisherExact, IsAProbabilityAndBlindToSides, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 200);
  const auto m = *rc::gen::inRange<std::size_t>(1, 200);
  const Ratio a{*rc::gen::inRange<std::size_t>(0, n + 1), n};
  const Ratio b{*rc::gen::inRange<std::size_t>(0, m + 1), m};
  const double p = fisher_exact(a, b);
  RC_ASSERT(p > 0 && p <= 1);
  RC_ASSERT(std::abs(log_fisher_exact(b, a) - std::log(p)) < 1e-6);
}

}  // namespace
}  // namespace brunt::analysis

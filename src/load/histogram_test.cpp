#include "load/histogram.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, IsEmptyAtFirst) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.quantile(0.99), nanoseconds(0));
}

TEST(Histogram, IsExactForSmallValues) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i)
    histogram.add(nanoseconds(i));
  EXPECT_EQ(histogram.quantile(0.5), nanoseconds(50));
  EXPECT_EQ(histogram.quantile(0.99), nanoseconds(99));
  EXPECT_EQ(histogram.quantile(1), nanoseconds(100));
}

TEST(Histogram, CountsNegativeValuesAsNothing) {
  Histogram histogram;
  histogram.add(nanoseconds(-5));
  EXPECT_EQ(histogram.quantile(1), nanoseconds(0));
}

RC_GTEST_PROP(Histogram, StaysWithinItsRelativeError, ()) {
  const auto bits = *rc::gen::element(7U, 10U);
  auto values = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1LL << 42U)));
  const double q = *rc::gen::element(0.01, 0.5, 0.9, 0.99, 1.0);
  Histogram histogram(bits);
  for (const auto value : values)
    histogram.add(nanoseconds(value));
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
  const auto exact = static_cast<double>(values[std::max<std::size_t>(rank, 1) - 1]);
  const auto found = static_cast<double>(histogram.quantile(q).count());
  RC_ASSERT(found >= exact);
  RC_ASSERT(found <= exact * (1 + std::ldexp(1, -static_cast<int>(bits))) + 1);
}

RC_GTEST_PROP(Histogram, OfTwoAddedIsThatOfAllValues,
              (const std::vector<std::uint32_t>& left, const std::vector<std::uint32_t>& right)) {
  Histogram a;
  Histogram b;
  Histogram all;
  for (const auto value : left)
    a.add(nanoseconds(value)), all.add(nanoseconds(value));
  for (const auto value : right)
    b.add(nanoseconds(value)), all.add(nanoseconds(value));
  a.add(b);
  RC_ASSERT(a.count() == all.count());
  for (const double q : {0.1, 0.5, 0.9, 1.0})
    RC_ASSERT(a.quantile(q) == all.quantile(q));
}

}  // namespace
}  // namespace brunt::load

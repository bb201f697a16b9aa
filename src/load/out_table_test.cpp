#include "load/out_table.h"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace brunt::load {
namespace {

RC_GTEST_PROP(OutTable, FindsEachHitThatIsOutAndNoOther, ()) {
  OutTable<int*> table;
  std::map<std::uint64_t, int*> wanted;
  std::vector<int> places(2000);
  const auto steps =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 2000));
  for (std::uint64_t seq : steps) {
    int* place = &places[seq];
    if (seq % 3 == 0) seq <<= 20U;  // far apart, with the same home
    if (const auto known = wanted.find(seq); known != wanted.end()) {
      RC_ASSERT(table.take(seq) == known->second);
      wanted.erase(known);
    } else {
      RC_ASSERT(table.take(seq) == nullptr);
      table.put(seq, place);
      wanted[seq] = place;
    }
    RC_ASSERT(table.size() == wanted.size());
  }
  for (const auto& [seq, place] : wanted)
    RC_ASSERT(table.take(seq) == place);
}

TEST(OutTable, HasNothingAtFirst) {
  OutTable<int*> table;
  EXPECT_EQ(table.take(0), nullptr);
  EXPECT_EQ(table.size(), 0U);
}

}  // namespace
}  // namespace brunt::load

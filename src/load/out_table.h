#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace brunt::load {

/// Hits that are out, by their number: an open hash table with linear probing that takes memory
/// only when it grows to twice what was out at most. `Value` is a pointer; none is nullptr.
template <class Value>
class OutTable {
 public:
  void put(std::uint64_t seq, Value value) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    std::size_t at = home(seq);
    while (slots_[at].value != nullptr)
      at = next(at);
    slots_[at] = {seq, value};
    ++count_;
  }

  /// Takes a hit off the table; nullptr when it is not there.
  Value take(std::uint64_t seq) {
    if (count_ == 0) return nullptr;
    std::size_t at = home(seq);
    while (slots_[at].value != nullptr && slots_[at].seq != seq)
      at = next(at);
    Value value = slots_[at].value;
    if (value != nullptr) erase(at);
    return value;
  }

  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t seq = 0;
    Value value = nullptr;
  };

  std::size_t home(std::uint64_t seq) const { return seq & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

  /// Later ones of the same run of slots move up, so that each is still found from its home.
  void erase(std::size_t hole) {
    slots_[hole] = {};
    --count_;
    for (std::size_t at = next(hole); slots_[at].value != nullptr; at = next(at)) {
      const std::size_t wanted = home(slots_[at].seq);
      const bool stays =
          hole <= at ? (hole < wanted && wanted <= at) : (hole < wanted || wanted <= at);
      if (stays) continue;
      slots_[hole] = std::exchange(slots_[at], {});
      hole = at;
    }
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 256 : 2 * slots_.size());
    old.swap(slots_);
    count_ = 0;
    for (const Slot& slot : old) {
      if (slot.value != nullptr) put(slot.seq, slot.value);
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace brunt::load

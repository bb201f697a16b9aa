#include "load/pacer.h"

#include <algorithm>
#include <limits>

namespace brunt::load {

__extension__ using Int128 = __int128;

brunt::Result<ConstantPacer> ConstantPacer::make(std::uint32_t hits, std::chrono::nanoseconds per) {
  if (hits == 0 || per.count() <= 0) {
    return std::unexpected(Error{Errc::invalid_input, "a rate needs hits and a time above 0", {}});
  }
  return ConstantPacer(hits, per);
}

std::chrono::nanoseconds ConstantPacer::due(std::uint64_t k) const {
  // Whole periods first, then the middle of the hit's own interval: no product leaves 128 bits.
  const Int128 whole = static_cast<Int128>(k / hits_) * per_.count();
  const auto rest = static_cast<Int128>(k % hits_);
  const Int128 at = whole + (2 * rest + 1) * per_.count() / (2 * static_cast<Int128>(hits_));
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(at, most)));
}

std::uint64_t ConstantPacer::hits_before(std::chrono::nanoseconds end) const {
  if (end.count() <= 0) return 0;
  const std::chrono::nanoseconds rest = end % per_;
  const Int128 whole = static_cast<Int128>(end / per_) * hits_;
  // due(n) < rest  <=>  (2n + 1) * per < 2 * hits * rest, but for what the division cuts off.
  Int128 n = (2 * static_cast<Int128>(hits_) * rest.count() / per_.count() + 1) / 2;
  while (n > 0 && due(static_cast<std::uint64_t>(n - 1)) >= rest)
    --n;
  while (n < hits_ && due(static_cast<std::uint64_t>(n)) < rest)
    ++n;
  constexpr Int128 most = std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(std::min(whole + n, most));
}

}  // namespace brunt::load

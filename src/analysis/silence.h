#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace brunt::analysis {

/// Time in which a source that should have spoken did not.
struct Silence {
  std::size_t after = 0;  ///< index of the last line before it
  std::int64_t start_ns = 0, end_ns = 0;
  double seconds = 0;
};

/// The longest gap of `times_ns` (ascending) that is not chance: lines come at a mean rate, that of
/// the lines before the fault where there are five, else judged by the median gap; a gap G is
/// abnormal when exp(-rate G) < 1e-6, or, when the source is `paced`, above three spacings. Absent
/// with fewer than 5 lines or no such gap. Source: report.md C.5.
std::optional<Silence> find_silence(std::span<const std::int64_t> times_ns, bool paced,
                                    std::optional<std::int64_t> fault_at_ns = std::nullopt);

}  // namespace brunt::analysis

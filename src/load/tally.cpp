#include "load/tally.h"

#include <algorithm>

namespace brunt::load {

using std::chrono::nanoseconds;

std::size_t Tally::second(nanoseconds due) {
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(due.count(), 0) / 1'000'000'000);
  if (at >= slices_.size()) {
    slices_.resize(at + 1);
    progress_.seconds.resize(at + 1);
  }
  return at;
}

void Tally::sent(nanoseconds due, nanoseconds lateness) {
  ++progress_.sent;
  ++progress_.seconds[second(due)].sent;
  lateness_.add(lateness);
  if (lateness > std::chrono::milliseconds(1)) ++late_;
}

void Tally::ended(nanoseconds due, const Result& result) {
  const std::size_t at = second(due);
  Slice& slice = slices_[at];
  Progress::Second& counts = progress_.seconds[at];
  const bool ok = succeeded(result);
  ++slice.ended;
  ++(ok ? counts.ok : counts.failed);
  ++(ok ? progress_.ok : progress_.failed);
  progress_.ended.emplace_back(result.timestamp, ok);
  if (!ok) return;
  ok_.add(result.latency);
  if (!slice.ok) slice.ok = std::make_unique<Histogram>(7);
  slice.ok->add(result.latency);
}

const Progress& Tally::progress(std::uint64_t due, std::uint64_t in_flight) {
  progress_.due = due;
  progress_.in_flight = in_flight;
  progress_.p99 = ok_.quantile(0.99);
  for (std::size_t i = open_; i < slices_.size(); ++i) {
    Slice& slice = slices_[i];
    if (!slice.ok) continue;
    progress_.seconds[i].p95 = slice.ok->quantile(0.95);
    // The last two seconds may still be sent to.
    if (i + 2 < slices_.size() && slice.ended == progress_.seconds[i].sent) slice.ok.reset();
  }
  while (open_ + 2 < slices_.size() && slices_[open_].ended == progress_.seconds[open_].sent) {
    ++open_;
  }
  return progress_;
}

Summary Tally::summary(std::uint64_t due, nanoseconds interval) const {
  Summary summary;
  summary.due = due;
  summary.sent = progress_.sent;
  summary.queued = due - progress_.sent;
  summary.ok = progress_.ok;
  summary.failed = progress_.failed;
  summary.lateness_p50 = lateness_.quantile(0.5);
  summary.lateness_p99 = lateness_.quantile(0.99);
  summary.lateness_p999 = lateness_.quantile(0.999);
  summary.lateness_max = lateness_.max();
  summary.late = late_;
  summary.generator_limited =
      interval.count() > 0 &&
      (summary.queued > 0 ||
       summary.lateness_p99 > std::max<nanoseconds>(std::chrono::milliseconds(1), interval));
  return summary;
}

}  // namespace brunt::load

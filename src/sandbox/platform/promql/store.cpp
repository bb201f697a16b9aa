#include "sandbox/platform/promql/store.h"

namespace brunt::sandbox::platform::promql {

bool Store::append(const Labels& labels, Sample sample) {
  if (sample.time_ms - retention_ms_ > swept_ms_) forget_before(sample.time_ms - retention_ms_);
  auto found = series_.find(labels);
  if (found == series_.end()) {
    if (series_.size() >= max_series_) return false;
    found = series_.emplace(labels, Series{labels, {}}).first;
  }
  auto& samples = found->second.samples;
  if (!samples.empty() && samples.back().time_ms >= sample.time_ms) return false;
  samples.push_back(sample);
  return true;
}

void Store::forget_before(std::int64_t time_ms) {
  // A minute ahead, so that a scrape of many series sweeps once.
  swept_ms_ = time_ms + 60'000;
  for (auto it = series_.begin(); it != series_.end();) {
    auto& samples = it->second.samples;
    while (!samples.empty() && samples.front().time_ms < time_ms)
      samples.pop_front();
    it = samples.empty() ? series_.erase(it) : std::next(it);
  }
}

std::vector<const Series*> Store::select(const std::vector<Matcher>& matchers) const {
  std::vector<const Series*> out;
  for (const auto& [labels, series] : series_) {
    if (accept(matchers, labels)) out.push_back(&series);
  }
  return out;
}

}  // namespace brunt::sandbox::platform::promql

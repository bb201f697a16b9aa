#include "load/tdigest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace brunt::load {
namespace {

double weighted_average(double x1, double w1, double x2, double w2) {
  if (x1 > x2) {
    std::swap(x1, x2);
    std::swap(w1, w2);
  }
  const double x = (x1 * w1 + x2 * w2) / (w1 + w2);
  return std::max(x1, std::min(x, x2));
}

}  // namespace

TDigest::TDigest(double compression)
    : compression_(compression),
      min_(std::numeric_limits<double>::max()),
      max_(-std::numeric_limits<double>::max()) {}

void TDigest::add(double value) {
  if (std::isnan(value)) return;
  unprocessed_.push_back({value, 1});
  unprocessed_weight_ += 1;
  const auto most_processed = static_cast<std::size_t>(2 * std::ceil(compression_));
  const auto most_unprocessed = static_cast<std::size_t>(8 * std::ceil(compression_));
  if (processed_.size() > most_processed || unprocessed_.size() > most_unprocessed) process();
}

void TDigest::process() {
  if (unprocessed_.empty()) return;
  unprocessed_.insert(unprocessed_.end(), processed_.begin(), processed_.end());
  std::ranges::stable_sort(unprocessed_, {}, &Centroid::mean);
  processed_.assign(1, unprocessed_.front());
  processed_weight_ += unprocessed_weight_;
  unprocessed_weight_ = 0;
  double so_far = unprocessed_.front().weight;
  double limit = processed_weight_ * integrated_q(1.0);
  for (std::size_t i = 1; i < unprocessed_.size(); ++i) {
    const Centroid& next = unprocessed_[i];
    const double projected = so_far + next.weight;
    if (projected <= limit) {
      so_far = projected;
      Centroid& last = processed_.back();
      last.weight += next.weight;
      last.mean += next.weight * (next.mean - last.mean) / last.weight;
    } else {
      const double k1 = integrated_location(so_far / processed_weight_);
      limit = processed_weight_ * integrated_q(k1 + 1.0);
      so_far += next.weight;
      processed_.push_back(next);
    }
  }
  min_ = std::min(min_, processed_.front().mean);
  max_ = std::max(max_, processed_.back().mean);
  update_cumulative();
  unprocessed_.clear();
}

void TDigest::update_cumulative() {
  cumulative_.clear();
  double before = 0;
  for (const Centroid& centroid : processed_) {
    cumulative_.push_back(before + centroid.weight / 2);
    before += centroid.weight;
  }
  cumulative_.push_back(before);
}

double TDigest::quantile(double q) {
  process();
  if (q < 0 || q > 1 || processed_.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (processed_.size() == 1) return processed_.front().mean;
  const double index = q * processed_weight_;
  const Centroid& first = processed_.front();
  if (index <= first.weight / 2) {
    return min_ + 2 * index / first.weight * (first.mean - min_);
  }
  const auto lower =
      static_cast<std::size_t>(std::ranges::lower_bound(cumulative_, index) - cumulative_.begin());
  if (lower + 1 != cumulative_.size()) {
    const double z1 = index - cumulative_[lower - 1];
    const double z2 = cumulative_[lower] - index;
    return weighted_average(processed_[lower - 1].mean, z2, processed_[lower].mean, z1);
  }
  const double half = processed_[lower - 1].weight / 2;
  const double z1 = index - processed_weight_ - half;
  const double z2 = half - z1;
  return weighted_average(processed_.back().mean, z1, max_, z2);
}

double TDigest::integrated_q(double k) const {
  const double pi = std::numbers::pi;
  return (std::sin(std::min(k, compression_) * pi / compression_ - pi / 2) + 1) / 2;
}

double TDigest::integrated_location(double q) const {
  const double pi = std::numbers::pi;
  return compression_ * (std::asin(2 * q - 1) + pi / 2) / pi;
}

}  // namespace brunt::load

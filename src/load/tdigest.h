#pragma once

#include <vector>

namespace brunt::load {

/// Quantiles of a stream in little memory, the same to the last digit as those of the library that
/// vegeta uses. Everything of our own uses exact counts instead: a digest's error has no bound.
/// Source: github.com/influxdata/tdigest v0.0.1 (the merging digest of T. Dunning).
class TDigest {
 public:
  explicit TDigest(double compression = 100);

  void add(double value);
  /// `q` from 0 to 1; NaN when nothing was added.
  double quantile(double q);

 private:
  struct Centroid {
    double mean = 0;
    double weight = 0;
  };

  void process();
  void update_cumulative();
  double integrated_q(double k) const;
  double integrated_location(double q) const;

  double compression_;
  std::vector<Centroid> processed_, unprocessed_;
  std::vector<double> cumulative_;
  double processed_weight_ = 0, unprocessed_weight_ = 0;
  double min_, max_;
};

}  // namespace brunt::load

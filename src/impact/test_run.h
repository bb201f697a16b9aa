#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "impact/analyse.h"

namespace brunt::impact {

/// A folder of its own that goes with the test.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

/// A run of a load of `n` requests at `rate` a second from 10:00:00 on and a pod killed `fault_s`
/// after; its journal's times are good to a microsecond.
struct TestRun {
  std::size_t n = 180;
  double rate = 3;
  double fault_s = 6;
  std::function<bool(std::size_t)> bad = [](std::size_t) { return false; };
  std::string title = "Are users impacted by the loss of a pod?";
  std::string output = "result.csv";  ///< named by the load action

  /// The journal; change it before analysing.
  Json journal() const;
  /// The load's result as a table.
  std::string table() const;
};

/// When the `seconds`th second of a TestRun's load is: "2026-03-01T10:00:06.500000+00:00".
std::string test_time(double seconds);

/// What analyse() says of `journal` with `table` beside it under the run's own name.
ReportModel analysed(const TestRun& run);
ReportModel analysed(const TestRun& run, const Json& journal);

}  // namespace brunt::impact

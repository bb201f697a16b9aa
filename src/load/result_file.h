#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// Hands over each result of a file in its order; the format (our record, gob, JSON, CSV) is seen
/// from its first bytes. `on_result` returns false to stop. Errors: `not_found`, `invalid_input`
/// with what was read so far already handed over.
brunt::Result<> read_results(const std::filesystem::path& path,
                             const std::function<bool(const Result&)>& on_result);

/// All results of a file.
brunt::Result<std::vector<Result>> read_all_results(const std::filesystem::path& path);

/// Takes results as they come and keeps them on disk; what was taken survives a SIGKILL.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  virtual brunt::Result<> write(const Result& result) = 0;
  /// Seals the file. Called once.
  virtual brunt::Result<> close() = 0;
};

enum class ResultFormat { record, gob, json, csv };
brunt::Result<std::unique_ptr<ResultWriter>> open_result_writer(const std::filesystem::path& path,
                                                                ResultFormat format);

}  // namespace brunt::load

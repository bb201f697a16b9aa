#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"

namespace brunt::sys {

/// Whole file. Errors: `not_found`, `invalid_input` (a directory, larger than `max_bytes`),
/// `unavailable`. The text says which and why.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t max_bytes = std::size_t{256} << 20U);

/// Writes a temporary file beside `path`, syncs it, renames it over `path`. Errors: `unavailable`
/// with the reason (no space, read-only, no such folder). A file that is there keeps its mode, a
/// new one gets `mode` without the umask's bits.
Result<> write_file_atomically(const std::filesystem::path& path, std::string_view text,
                               unsigned mode = 0666);

/// Can `path` be made or overwritten, with `min_free_bytes` left on its disk? Changes nothing that
/// is there. Errors: `unavailable` with the reason.
Result<> check_writable(const std::filesystem::path& path, std::size_t min_free_bytes);

/// A file that lines are added to. Each append is one write.
class AppendFile {
 public:
  static Result<AppendFile> create(const std::filesystem::path& path);
  /// Keeps what is in it. Errors: `not_found`, `unavailable` with the reason.
  static Result<AppendFile> open(const std::filesystem::path& path);
  /// Is it empty, or is its last byte a line end? Errors: `unavailable`.
  Result<bool> ends_with_line() const;
  /// Errors: `unavailable` with the reason (disk full). A partial line is cut off again.
  Result<> append(std::string_view line, bool sync);

 private:
  Fd fd_;
  std::size_t size_ = 0;
};

}  // namespace brunt::sys

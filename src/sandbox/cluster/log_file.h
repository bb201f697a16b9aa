#pragma once

#include <filesystem>
#include <string>

#include "base/time.h"
#include "sys/fd.h"

namespace brunt::sandbox::cluster {

/// The log of a pod on disk, for those who look after the pod has gone. At 10 MiB it is put aside
/// as
/// `.1`, as a kubelet does. What cannot be written is lost: the API serves the log from memory.
class LogFile {
 public:
  LogFile() = default;
  explicit LogFile(std::filesystem::path path);

  void append(WallTime at, const std::string& line);

 private:
  void open();

  std::filesystem::path path_;
  sys::Fd fd_;
  std::size_t size_ = 0;
};

}  // namespace brunt::sandbox::cluster

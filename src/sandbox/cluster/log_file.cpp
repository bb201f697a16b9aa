#include "sandbox/cluster/log_file.h"

#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace brunt::sandbox::cluster {
namespace {

constexpr std::size_t longest = std::size_t{10} << 20U;

}  // namespace

LogFile::LogFile(std::filesystem::path path) : path_(std::move(path)) {
  open();
}

void LogFile::append(WallTime at, const std::string& line) {
  const std::string text = rfc3339(at) + " " + line + "\n";
  if (size_ + text.size() > longest) {
    std::error_code ignored;
    std::filesystem::rename(path_, path_.string() + ".1", ignored);
    open();
  }
  if (::write(fd_.get(), text.data(), text.size()) > 0) size_ += text.size();
}

void LogFile::open() {
  fd_ = sys::Fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  size_ = 0;
}

}  // namespace brunt::sandbox::cluster

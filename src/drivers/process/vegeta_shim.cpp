#include "drivers/process/vegeta_shim.h"

#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "drivers/process/command.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::drivers::process {
namespace {

namespace fs = std::filesystem;

std::string with_brackets(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// A script that puts --resolve flags behind the word `attack`.
std::string script(const fs::path& real, const std::vector<net::Resolve>& resolve) {
  std::string flags;
  for (const auto& one : resolve) {
    flags +=
        " " + shell_quoted(fmt::format("--resolve={}:{}:{}:{}", with_brackets(one.host), one.port,
                                       with_brackets(one.address), one.address_port));
  }
  return fmt::format(
      "#!/bin/sh\n"
      "todo=1\n"
      "for word do\n"
      "  shift\n"
      "  set -- \"$@\" \"$word\"\n"
      "  if [ \"$todo$word\" = 1attack ]; then todo=; set -- \"$@\"{}; fi\n"
      "done\n"
      "exec {} \"$@\"\n",
      flags, shell_quoted(real.string()));
}

}  // namespace

Result<VegetaShim> VegetaShim::make(const std::string& program,
                                    const std::vector<net::Resolve>& resolve) {
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "brunt-vegeta-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr) {
    return std::unexpected(
        Error{Errc::unavailable, fmt::format("cannot make a folder like '{}'", name), {}});
  }
  VegetaShim shim{fs::path(name)};
  const fs::path front = shim.folder_ / "vegeta";
  if (resolve.empty()) {
    fs::create_symlink(program, front, error);
  } else {
    const fs::path real = shim.folder_ / "real" / "vegeta";
    fs::create_directory(shim.folder_ / "real", error);
    if (!error) fs::create_symlink(program, real, error);
    BRUNT_TRY(sys::write_file_atomically(front, script(real, resolve)));
    if (!error) fs::permissions(front, fs::perms::owner_all, error);
  }
  if (error) {
    return std::unexpected(
        Error{Errc::unavailable,
              fmt::format("cannot make '{}': {}", front.string(), error.message()),
              {}});
  }
  return shim;
}

VegetaShim::VegetaShim(VegetaShim&& other) noexcept
    : folder_(std::exchange(other.folder_, fs::path())) {}

VegetaShim::~VegetaShim() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string VegetaShim::path() const {
  return folder_.string() + ":" + sys::environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
}

}  // namespace brunt::drivers::process

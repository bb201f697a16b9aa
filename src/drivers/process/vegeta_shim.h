#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/http_client.h"

namespace brunt::drivers::process {

/// A private folder with this program in it under the name `vegeta`, for a shell's PATH; removed
/// when it goes. With a resolve list, `vegeta attack` gets it as flags.
class VegetaShim {
 public:
  /// Errors: `unavailable` when the folder cannot be made.
  static Result<VegetaShim> make(const std::string& program,
                                 const std::vector<net::Resolve>& resolve);
  VegetaShim(VegetaShim&& other) noexcept;
  VegetaShim& operator=(VegetaShim&&) = delete;
  ~VegetaShim();

  /// PATH with the folder in front.
  std::string path() const;

 private:
  explicit VegetaShim(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace brunt::drivers::process

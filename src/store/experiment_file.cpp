#include "store/experiment_file.h"

#include <system_error>

#include "sys/file.h"

namespace brunt::store {
namespace {

constexpr std::size_t most_bytes = std::size_t{32} << 20U;

std::unexpected<codec::Refusal> refused(std::string summary, std::string found,
                                        std::string expected, std::string hint) {
  codec::Problem problem;
  problem.summary = std::move(summary);
  problem.found = std::move(found);
  problem.expected = std::move(expected);
  problem.hint = std::move(hint);
  return std::unexpected(codec::Refusal{std::move(problem)});
}

}  // namespace

std::expected<codec::Reading, codec::Refusal> load_experiment(const std::filesystem::path& path) {
  const std::string expected = "a JSON or YAML file: .json, .yaml or .yml";
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return refused("there is no such experiment", "no file of that name", expected,
                   "check the name; it is looked for in the current directory");
  }
  if (std::filesystem::is_directory(status)) {
    return refused("an experiment is a file, not a directory", "a directory", expected,
                   "name a file in it");
  }
  const std::string suffix = path.extension().string();
  if (suffix != ".json" && suffix != ".yaml" && suffix != ".yml") {
    return refused("the file's name does not say whether it is JSON or YAML",
                   suffix.empty() ? "no suffix" : "the suffix \"" + suffix + "\"",
                   ".json, .yaml or .yml, in small letters", "rename it");
  }
  if (std::filesystem::is_regular_file(status)) {
    const auto size = std::filesystem::file_size(path, error);
    if (!error && size > most_bytes) {
      return refused("the file is too large to be an experiment",
                     std::to_string(size >> 20U) + " MiB", "at most 32 MiB",
                     "check that this is the file you meant");
    }
  }
  const auto text = sys::read_file(path, most_bytes);
  if (!text) {
    return refused("the experiment cannot be read", text.error().what, "a file that can be read",
                   "check its permissions");
  }
  return codec::read_experiment(*text,
                                suffix == ".json" ? codec::Format::json : codec::Format::yaml);
}

}  // namespace brunt::store

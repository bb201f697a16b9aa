#include "cli/experiment_file.h"

#include <algorithm>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/experiment.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest = std::size_t{16} << 20U;
constexpr std::string_view expected_file = "a JSON or YAML file (.json, .yaml, .yml)";

std::vector<std::string> neighbours(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string suffix = it->path().extension().string();
    if (suffix == ".json" || suffix == ".yaml" || suffix == ".yml")
      names.push_back((path.has_parent_path() ? it->path() : it->path().filename()).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Trouble refused(const fs::path& path, std::string sentence, std::string found, std::string to_do) {
  Trouble trouble;
  trouble.sentence = std::move(sentence);
  trouble.where = path.string();
  trouble.what = "read the experiment";
  trouble.found = std::move(found);
  trouble.expected = expected_file;
  trouble.to_do = std::move(to_do);
  return trouble;
}

Trouble missing(const fs::path& path) {
  const std::string near = closest(path.string(), neighbours(path));
  return refused(path, "the experiment is not there", "no such file",
                 near.empty() ? "give the path of an experiment" : "did you mean " + near + "?");
}

/// What stands in the way of reading `path` as text, if anything.
std::expected<std::string, Trouble> text_of(const fs::path& path) {
  std::error_code error;
  const auto kind = fs::status(path, error);
  if (!fs::exists(kind)) return std::unexpected(missing(path));
  if (fs::is_directory(kind))
    return std::unexpected(
        refused(path, "the experiment is a folder", "a folder", "give a file in it"));
  const auto size = fs::is_regular_file(kind) ? fs::file_size(path, error) : 0;
  if (size > largest)
    return std::unexpected(refused(path, "the experiment is too large",
                                   fmt::format("{} MiB", size >> 20U),
                                   "an experiment has at most 16 MiB; is this the right file?"));
  auto text = sys::read_file(path, largest);
  if (!text)
    return std::unexpected(refused(path, "the experiment cannot be read", text.error().what,
                                   "make it readable, or give another"));
  return *std::move(text);
}

/// Line and column (in characters) of byte `at`, 1-based.
std::pair<std::size_t, std::size_t> place(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto characters =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return {line, static_cast<std::size_t>(characters) + 1};
}

Trouble not_utf8(const fs::path& path, std::string_view text, std::size_t at) {
  const auto [line, column] = place(text, at);
  Trouble trouble = refused(path, "the experiment is not UTF-8 text",
                            fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(text[at])),
                            "save it as UTF-8");
  trouble.where = fmt::format("{}:{}:{}", path.string(), line, column);
  trouble.expected = "UTF-8 throughout";
  return trouble;
}

}  // namespace

std::vector<Trouble> troubles_of(const std::vector<codec::Problem>& problems,
                                 const fs::path& path) {
  std::vector<Trouble> troubles;
  troubles.reserve(problems.size());
  for (const auto& problem : problems)
    troubles.push_back(trouble_of(problem, path.string()));
  return troubles;
}

std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(const fs::path& path) {
  const auto text = text_of(path);
  if (!text) return std::unexpected(std::vector{text.error()});
  if (const auto at = first_invalid_utf8(*text); at != std::string_view::npos)
    return std::unexpected(std::vector{not_utf8(path, *text, at)});
  if (trim(*text).empty())
    return std::unexpected(std::vector{refused(path, "the experiment is empty", "nothing",
                                               "write one; see brunt demo for an example")});
  const std::string suffix = path.extension().string();
  const bool yaml = suffix == ".yaml" || suffix == ".yml";
  auto reading = codec::read_experiment(*text, yaml ? codec::Format::yaml : codec::Format::json);
  if (!reading) return std::unexpected(troubles_of(reading.error(), path));
  return ReadExperiment{std::move(reading->experiment), std::move(reading->positions),
                        troubles_of(reading->warnings, path)};
}

}  // namespace brunt::cli

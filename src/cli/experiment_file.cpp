#include "cli/experiment_file.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/experiment_text.h"
#include "impact/digest.h"
#include "sys/file.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

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

codec::Problem missing(const fs::path& path) {
  const std::string near = closest(path.string(), neighbours(path));
  return unreadable("source/missing", "the experiment is not there", "no such file",
                    near.empty() ? "give the path of an experiment" : "did you mean " + near + "?");
}

codec::Problem too_large(std::size_t size) {
  return unreadable("source/too-large", "the experiment is too large",
                    size == 0 ? "more than 16 MiB" : fmt::format("{} MiB", size >> 20U),
                    "an experiment has at most 16 MiB; is this the right file?");
}

codec::Problem not_read(const std::string& why) {
  return unreadable("source/unreadable", "the experiment cannot be read", why,
                    "make it readable, or give another");
}

codec::Problem other_suffix(const std::string& suffix) {
  codec::Problem problem =
      unreadable("source/suffix", "the name of the file does not say whether it is JSON or YAML",
                 suffix.empty() ? "no suffix" : "the suffix \"" + suffix + "\"",
                 "rename it, or give it on standard input: brunt validate - < FILE");
  problem.expected = ".json, .yaml or .yml, in small letters";
  return problem;
}

/// All that `fd` gives until it ends.
std::expected<std::string, codec::Problem> read_to_end(int fd, const Limits& limits) {
  std::string text;
  const sys::StopFd stop(limits.stop);
  for (;;) {
    const auto ready = sys::poll_wait({fd, stop.get()}, limits.deadline);
    if (ready[1]) return std::unexpected(not_read("stopped before its end had come"));
    if (!ready[0]) return std::unexpected(not_read("its end did not come in time"));
    char buffer[65536];
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return std::unexpected(not_read(std::generic_category().message(errno)));
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > largest_experiment) return std::unexpected(too_large(0));
  }
}

GotText text_of(const ExperimentSource& source, const Limits& limits) {
  if (source.name == "-") return text_of_standard_input(limits);
  std::error_code error;
  const bool is_address = source.name.find("://") != std::string::npos;
  const bool is_there = fs::exists(source.name, error);
  return is_address && !is_there ? text_of_address(source, limits)
                                 : text_of_file(source.name, limits);
}

}  // namespace

codec::Problem unreadable(std::string rule, std::string sentence, std::string found,
                          std::string to_do) {
  codec::Problem problem;
  problem.summary = std::move(sentence);
  problem.what = "read the experiment";
  problem.found = std::move(found);
  problem.expected = "a JSON or YAML file (.json, .yaml, .yml)";
  problem.hint = std::move(to_do);
  problem.rule = std::move(rule);
  return problem;
}

GotText text_of_file(const std::string& name, const Limits& limits) {
  const fs::path path = name;
  std::error_code error;
  const auto kind = fs::status(path, error);
  if (!fs::exists(kind)) return std::unexpected(missing(path));
  if (fs::is_directory(kind)) {
    return std::unexpected(
        unreadable("source/folder", "the experiment is a folder", "a folder", "give a file in it"));
  }
  const std::string suffix = path.extension().string();
  const bool yaml = suffix == ".yaml" || suffix == ".yml";
  if (!yaml && suffix != ".json") return std::unexpected(other_suffix(suffix));
  const auto size = fs::is_regular_file(kind) ? fs::file_size(path, error) : 0;
  if (size > largest_experiment) return std::unexpected(too_large(size));
  // Without O_NONBLOCK, opening a pipe would wait for its writer, whatever the signals say.
  const sys::Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return std::unexpected(not_read(std::generic_category().message(errno)));
  auto text = read_to_end(fd.get(), limits);
  if (!text) return std::unexpected(std::move(text).error());
  return ExperimentText{*std::move(text), yaml ? codec::Format::yaml : codec::Format::json};
}

GotText text_of_standard_input(const Limits& limits) {
  auto text = read_to_end(STDIN_FILENO, limits);
  if (!text) return std::unexpected(std::move(text).error());
  return ExperimentText{*std::move(text), codec::Format::either};
}

std::vector<Trouble> troubles_of(const std::vector<codec::Problem>& problems,
                                 const std::string& file) {
  std::vector<Trouble> troubles;
  troubles.reserve(problems.size());
  for (const auto& problem : problems)
    troubles.push_back(trouble_of(problem, file));
  return troubles;
}

std::expected<codec::Reading, codec::Refusal> load_experiment(const ExperimentSource& source,
                                                              const Limits& limits) {
  auto got = text_of(source, limits);
  if (!got) return std::unexpected(codec::Refusal{std::move(got).error()});
  return codec::read_experiment(got->text, got->format);
}

std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(
    const ExperimentSource& source, const Limits& limits) {
  const std::string name = source.name == "-" ? "standard input" : source.name;
  const auto got = text_of(source, limits);
  if (!got) return std::unexpected(troubles_of({got.error()}, name));
  auto reading = codec::read_experiment(got->text, got->format);
  if (!reading) return std::unexpected(troubles_of(reading.error(), name));
  // Advice that most experiments could be given is for `brunt validate`, not for each run.
  std::erase_if(reading->warnings,
                [](const auto& warning) { return warning.rule == "provider/no-timeout"; });
  return ReadExperiment{std::move(reading->experiment), std::move(reading->positions),
                        troubles_of(reading->warnings, name), impact::sha256(got->text)};
}

std::expected<ReadExperiment, std::vector<Trouble>> read_experiment_file(const fs::path& path) {
  return read_experiment_file(ExperimentSource{.name = path.string()});
}

}  // namespace brunt::cli

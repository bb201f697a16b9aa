#include "drivers/process/vegeta.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "base/time.h"
#include "sys/file.h"

namespace brunt::drivers::process {
namespace {

/// What a shell would do more with than split words.
constexpr std::string_view shell_characters = "|&;<>()$`*?[]{}!#~\n";
constexpr std::string_view command_ends = "|&;<>\n";
/// A run's results must fit: a gob of 352 B and a record of 48 B for ten thousand hits.
constexpr std::size_t room_for_results = std::size_t{4} << 20U;

/// The words of the first command of `command`; nothing when quotes are open.
std::optional<std::vector<std::string>> first_words(const Command& command) {
  if (!command.line) return command.words;
  auto words = shell_words(command.line->substr(0, command.line->find_first_of(command_ends)));
  if (!words) return std::nullopt;
  return *std::move(words);
}

bool is_plain(const Command& command) {
  return !command.line || command.line->find_first_of(shell_characters) == std::string::npos;
}

bool names_attack(const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), "attack") != words.end();
}

/// Where a shell puts standard output: behind `>` or `tee`.
std::string redirected_to(const std::string& line) {
  std::string spaced;
  for (const char c : line) {
    const bool mark = c == '>' || c == '|';
    spaced += mark ? std::string{' ', c, ' '} : std::string(1, c);
  }
  const auto words = shell_words(spaced);
  if (!words) return {};
  for (std::size_t i = 0; i + 1 < words->size(); ++i) {
    if ((*words)[i] == ">" || (*words)[i] == "tee") return (*words)[i + 1];
  }
  return {};
}

}  // namespace

Result<VegetaPlan> plan_vegeta(const Command& command) {
  const auto words = first_words(command);
  if (!is_plain(command) || !words || !names_attack(*words)) return VegetaPlan{};
  VegetaPlan plan;
  plan.attack = BRUNT_TRY(load::parse_attack_words(*words, load::vegeta_attack()), "vegeta");
  // Streams belong to a process of their own.
  const bool streams = plan.attack->output_path == "stdout" ||
                       plan.attack->targets_path == "stdin" || plan.attack->output_path == "-";
  if (streams) plan.attack.reset();
  return plan;
}

Result<> check_attack(load::AttackCommand attack) {
  BRUNT_TRY(load::prepare_attack(attack, {}), "vegeta attack");
  BRUNT_TRY(sys::check_writable(attack.output_path, room_for_results), "vegeta attack -output");
  BRUNT_TRY(sys::check_writable(record_path(attack.output_path), room_for_results),
            "record file of vegeta attack");
  return {};
}

Json describe_attack(const Command& command, const std::string& engine) {
  const auto words = first_words(command);
  if (!words || !names_attack(*words)) return nullptr;
  Json facts = {{"engine", engine}, {"output", nullptr}, {"timeout_s", nullptr}};
  std::string output;
  if (const auto attack = load::parse_attack_words(*words)) {
    facts["timeout_s"] = seconds(attack->options.timeout);
    facts["duration_s"] = seconds(attack->options.duration);
    if (attack->output_path != "stdout") output = attack->output_path;
  }
  if (output.empty() && command.line) output = redirected_to(*command.line);
  if (!output.empty()) facts["output"] = output;
  return facts;
}

std::string record_path(const std::string& output) {
  return std::filesystem::path(output).replace_extension(".brunt-load").string();
}

}  // namespace brunt::drivers::process

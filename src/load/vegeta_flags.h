#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "load/attack.h"
#include "load/flag_set.h"
#include "load/result_file.h"

namespace brunt::load {

/// An attack as its command line says it, files not read yet.
struct AttackCommand {
  AttackOptions options;  ///< all but the targets
  std::string targets_path = "stdin";
  std::string format = "http";  ///< of the targets: http or json
  std::string body_path;        ///< "" = none
  net::Headers headers;
  std::string output_path = "stdout";
  ResultFormat output_format = ResultFormat::gob;
  std::string schedule;  ///< its words; "" = none
  bool lazy = false;
  int cpus = 0;  ///< 0 = not given
};

/// The flags before the command: -cpus, -version, -profile.
struct GlobalFlags {
  int cpus = 0;
  bool version = false;
};
void add_global_flags(FlagSet& flags, GlobalFlags& into);

/// vegeta's `attack` flags and our own: --resolve HOST:PORT:ADDRESS:PORT, --format-out FORMAT.
void add_attack_flags(FlagSet& flags, AttackCommand& into);

/// What vegeta's attack begins with before its flags are read, where ours does not: its requests
/// have their number, ask for gzip, and all of each body is kept.
AttackCommand vegeta_attack();

/// Reads `[-cpus N] attack -targets=… -rate=3 …` (or the flags alone), without the program's name,
/// on top of `command`.
/// An output that ends in `.brunt-load` is a record file, else gob. Errors: `invalid_input` with
/// the text of Go's flag package.
brunt::Result<AttackCommand> parse_attack_words(std::vector<std::string> words,
                                                AttackCommand command = {});

/// Reads targets and body, relative to `directory` ("" = the working one), and checks what can be
/// known before the first hit. Errors: `not_found`, `invalid_input`, naming file and line.
brunt::Result<> prepare_attack(AttackCommand& command, const std::filesystem::path& directory);

/// Runs a prepared attack into its output file (relative to `directory`). A write error stops the
/// recording, not the attack; it is in the summary. Errors: as attack(), and `unavailable` when the
/// output cannot be made.
brunt::Result<Summary> run_attack(const AttackCommand& command,
                                  const std::filesystem::path& directory,
                                  const std::function<void(const Progress&)>& on_progress,
                                  const Limits& limits);

/// Reads `3`, `3/s`, `180/1m`, `5/500ms`, `0` into hits and time.
brunt::Result<std::pair<std::uint32_t, std::chrono::nanoseconds>> parse_rate(std::string_view text);

/// Reads `10`, `10B`, `64KB`, `1MB` (1024 each), or `-1`: no bound.
brunt::Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace brunt::load

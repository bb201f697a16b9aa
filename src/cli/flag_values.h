#pragma once

#include <expected>
#include <filesystem>
#include <vector>

#include "base/json.h"
#include "cli/flags.h"
#include "cli/given.h"
#include "net/http_client.h"

namespace brunt::cli {

// Values that several commands read from what was given.

/// What talk_section() offers, on top of what stood before the command.
TalkFlags read_talk(const Given& given, const TalkFlags& before);

/// --var, repeated; later ones win.
std::expected<Json, WrongUsage> read_overrides(const Given& given);

/// --resolve, repeated, and BRUNT_RESOLVE.
std::expected<std::vector<net::Resolve>, WrongUsage> read_resolve(const Given& given);

/// --var-file, repeated. Each must be there.
std::expected<std::vector<std::filesystem::path>, WrongUsage> read_files(const Given& given,
                                                                         std::string_view option);

/// The options --var, --var-file, --no-verify-tls and --resolve, for the tables.
Option var_option();
Option var_file_option();
Option no_verify_tls_option();
Option resolve_option();

}  // namespace brunt::cli

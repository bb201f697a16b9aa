#pragma once

#include "cli/flags.h"
#include "cli/signals.h"

namespace brunt::cli {

// One function per command. Each prints its own results and errors and gives the exit status.

int run_command(const RunFlags& flags, const Stops& stops);
int validate_command(const ValidateFlags& flags, const Stops& stops);
int schema_command(const SchemaFlags& flags);
int report_command(const ReportFlags& flags);
int demo_command(const DemoFlags& flags, const Stops& stops);
int info_command(const InfoFlags& flags);
int journal_command(const JournalFlags& flags);
int settings_command(const SettingsFlags& flags);
int init_command(const InitFlags& flags, const Stops& stops);
int discover_command(const DiscoverFlags& flags, const Stops& stops);
int recover_command(const RecoverFlags& flags, const Stops& stops);

}  // namespace brunt::cli

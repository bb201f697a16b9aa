#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/discovery.h"
#include "cli/notices.h"
#include "cli/providers.h"
#include "cli/session.h"
#include "cli/version.h"
#include "sys/file.h"

namespace brunt::cli {

int discover_command(const DiscoverFlags& flags, const Stops& stops) {
  Session session(flags.talk);
  const Notices notices(session);
  const Limits limits{Deadline::never(), stops.stop};
  notices.plain("discovery-started", flags.package, limits);
  const auto fail = [&](const Trouble& trouble) {
    notices.plain("discovery-failed", flags.package, limits, "DiscoveryFailed: " + trouble.found);
    session.errors.tell(trouble);
    return 1;
  };
  const auto found =
      discover(flags.package, native_functions({}), version(), new_context_id(), wall_now());
  if (!found) {
    Trouble trouble =
        trouble_of(found.error(), "this package is not known natively",
                   "write its activities by hand; brunt info names the functions known natively");
    return fail(trouble);
  }
  const auto written = sys::write_file_atomically(flags.discovery, to_file_text(*found));
  if (!written)
    return fail(trouble_of(written.error(), "the discovery cannot be written",
                           "give another path: --discovery-path PATH"));
  session.log.write(
      {LogLevel::info, "discover", 88, "Discovery outcome saved in " + flags.discovery.string()});
  notices.plain("discovery-completed", *found, limits);
  if (flags.talk.as_chaos || flags.talk.quiet) return 0;
  const std::string line = fmt::format("{} activities written to {}; next: brunt init\n",
                                       (*found)["activities"].size(), flags.discovery.string());
  return print_text(STDOUT_FILENO, line) ? 0 : 1;
}

}  // namespace brunt::cli

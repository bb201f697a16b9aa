#include <unistd.h>

#include "cli/commands.h"
#include "cli/run_flow.h"

namespace brunt::cli {

int run_command(const RunFlags& flags, const Stops& stops) {
  Session session(flags.talk);
  if (flags.talk.as_chaos && !flags.write_page && !flags.gate) {
    const auto ended = run_only(flags, stops, session);
    return ended ? run_exit(*ended) : 1;
  }
  auto finished = run_and_judge(flags, stops, session);
  if (!finished) return 1;
  finished->answer.closing.status = status_words(*finished, flags.gate);
  if (flags.talk.as_chaos) return run_exit(*finished, flags.gate);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const bool told = print_answer(out, finished->answer, !flags.talk.quiet);
  return told ? run_exit(*finished, flags.gate) : 1;
}

}  // namespace brunt::cli

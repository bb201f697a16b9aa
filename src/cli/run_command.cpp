#include <unistd.h>

#include "cli/commands.h"
#include "cli/run_flow.h"

namespace brunt::cli {

int run_command(const RunFlags& flags, const Stops& stops) {
  const Look look = look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii);
  auto finished = run_and_judge(flags, stops, {look, flags.talk.json});
  if (!finished) return 1;
  finished->answer.closing.status = status_words(*finished, flags.gate);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  const bool told = print_answer(out, finished->answer, !flags.talk.quiet);
  return told ? run_exit(*finished, flags.gate) : 1;
}

}  // namespace brunt::cli

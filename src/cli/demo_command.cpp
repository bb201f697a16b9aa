#include <cstdlib>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/demo_files.h"
#include "cli/demo_stage.h"
#include "cli/run_flow.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

bool is_silent(const DemoFlags& flags) {
  return flags.talk.quiet || flags.talk.json;
}

void announce(const DemoFlags& flags, const fs::path& folder) {
  if (is_silent(flags)) return;
  std::string what;
  if (flags.cluster) {
    const std::string context =
        flags.kube_context.empty() ? "its current context" : "context " + flags.kube_context;
    what = fmt::format(
        "demo: deletes one pod that carries faas_function=astre in namespace openfaas-fn of the "
        "cluster in {} ({})\n",
        sys::environment("KUBECONFIG").value_or("~/.kube/config"), context);
  } else {
    what = fmt::format(
        "demo: a sandbox of real local processes (emulated cluster, profile {}), one pod of which "
        "is deleted\n",
        flags.profile);
  }
  print_text(STDERR_FILENO, what + fmt::format("demo: files go to {}, the run takes about 65 s\n",
                                               folder.string()));
}

/// Enters `folder` with the stage's environment: paths in an experiment are relative to where a run
/// starts. Only the signal thread runs besides, and it reads neither.
Result<> enter(const Stage& stage, const fs::path& folder) {
  std::error_code error;
  fs::current_path(folder, error);
  if (error) return std::unexpected(Error{Errc::unavailable, error.message(), folder.string()});
  for (const auto& [name, value] : stage.environment)
    ::setenv(name.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  return {};
}

void show_in(const fs::path& folder, Closing& closing) {
  const auto put = [&](std::string& path) { path = (folder / path).string(); };
  if (!closing.page.empty()) put(closing.page);
  if (!closing.files.empty()) put(closing.files.front());
}

void next_steps(const DemoFlags& flags, const Stage& stage, const fs::path& folder) {
  if (is_silent(flags)) return;
  std::string text = fmt::format(
      "\nTry next\n"
      "  the page, with its timeline and evidence       xdg-open {0}/report.html\n"
      "  what the load saw, in vegeta's words           brunt load report {0}/result.bin\n"
      "  the answer again, as an exit status            brunt report {0}/journal.json\n",
      folder.string());
  if (flags.keep && stage.sandbox) {
    text += fmt::format(
        "  the sandbox, still running                     eval \"$(brunt sandbox env --name "
        "demo-{0})\"\n"
        "  and its end                                    brunt sandbox down --name demo-{0}\n",
        ::getpid());
  } else if (!flags.cluster) {
    text +=
        "  a look around in a sandbox                     brunt sandbox run -- kubectl get pods "
        "-A\n";
  }
  print_text(STDERR_FILENO, text);
}

RunFlags run_flags(const DemoFlags& flags, const Stage& stage) {
  RunFlags run;
  run.talk = flags.talk;
  run.experiment = "experiment.json";
  run.overrides = stage.overrides;
  run.resolve = stage.resolve;
  run.guard = false;  // its sandbox dies with it, and there is nothing left to roll back
  return run;
}

/// Runs the experiment in the folder that has been entered; the exit status.
int play(const DemoFlags& flags, Stage& stage, const fs::path& folder, const Stops& stops,
         Session& session) {
  const ErrorOutput& errors = session.errors;
  auto finished = run_and_judge(run_flags(flags, stage), stops, session);
  if (!finished) return 1;
  Closing& closing = finished->answer.closing;
  closing.status = status_words(*finished, false);
  if (const auto made = export_requests("result.bin", "requests.csv"); made) {
    closing.files.emplace_back("requests.csv");
  } else {
    errors.tell(trouble_of(made.error(), "the load's results cannot be exported", ""));
  }
  show_in(folder, closing);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  print_answer(out, finished->answer, !flags.talk.quiet);
  return finished->ended.status == "completed" ? 0 : 1;
}

/// Folder names are shown relative to where the user stands.
fs::path shown(const fs::path& folder, const fs::path& from) {
  const fs::path relative = folder.lexically_relative(from);
  return relative.empty() || *relative.begin() == ".." ? folder : relative;
}

int fail(const ErrorOutput& errors, const Trouble& trouble) {
  errors.tell(trouble);
  return 1;
}

}  // namespace

int demo_command(const DemoFlags& flags, const Stops& stops) {
  Session session(flags.talk);
  const ErrorOutput& errors = session.errors;
  std::error_code ignored;
  const fs::path from = fs::current_path(ignored);
  const auto folder = make_demo_folder(flags.out);
  if (!folder)
    return fail(errors, trouble_of(folder.error(), "cannot make the demo's folder",
                                   "give another: --out DIR"));
  if (const auto written = write_example(*folder); !written)
    return fail(errors, trouble_of(written.error(), "cannot write the demo's files",
                                   "give another folder: --out DIR"));
  announce(flags, shown(*folder, from));
  auto stage = make_stage(flags, stops);
  if (!stage) return fail(errors, stage.error());
  if (const auto entered = enter(*stage, *folder); !entered)
    return fail(errors, trouble_of(entered.error(), "cannot enter the demo's folder", ""));
  if (errors.look.terminal && !is_silent(flags)) print_text(STDERR_FILENO, "\n");
  int status = play(flags, *stage, shown(*folder, from), stops, session);
  if (stage->sandbox) {
    if (const auto ended = stage->sandbox->end(); !ended)
      status =
          fail(errors, trouble_of(ended.error(), "the sandbox could not be taken down",
                                  fmt::format("brunt sandbox down --name demo-{}", ::getpid())));
  }
  if (status == 0) next_steps(flags, *stage, shown(*folder, from));
  return status;
}

}  // namespace brunt::cli

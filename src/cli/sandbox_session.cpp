#include "cli/sandbox_session.h"

#include <chrono>
#include <utility>
#include <vector>

#include "base/text.h"
#include "sys/process.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;

Result<std::string> sandbox(std::vector<std::string> words, const Limits& limits) {
  sys::Spawn spawn;
  spawn.argv = {sys::own_path(), "sandbox"};
  const std::string doing = "brunt sandbox " + join(words, " ");
  for (auto& word : words)
    spawn.argv.push_back(std::move(word));
  auto output = BRUNT_TRY(sys::run_program(spawn, limits), doing);
  if (output.status == 0) return std::move(output.out);
  std::string said(trim(output.err.empty() ? output.out : output.err));
  if (said.empty()) said = "it ended with " + std::to_string(output.status);
  return std::unexpected(Error{Errc::unavailable, std::move(said), doing});
}

}  // namespace

std::map<std::string, std::string> read_exports(const std::string& text) {
  std::map<std::string, std::string> found;
  for (const auto& line : split(text, '\n')) {
    const auto words = shell_words(line);
    if (!words || words->size() != 2 || words->front() != "export") continue;
    const auto equals = words->back().find('=');
    if (equals != std::string::npos)
      found.emplace(words->back().substr(0, equals), words->back().substr(equals + 1));
  }
  return found;
}

Result<std::unique_ptr<SandboxSession>> SandboxSession::start(const std::string& name,
                                                              const std::string& profile,
                                                              const Limits& limits) {
  std::unique_ptr<SandboxSession> session(new SandboxSession(name));
  BRUNT_TRY(sandbox({"up", "--name", name, "--profile", profile}, limits));
  session->environment_ = read_exports(BRUNT_TRY(sandbox({"env", "--name", name}, limits)));
  return session;
}

Result<> SandboxSession::end() {
  if (std::exchange(over_, true)) return {};
  BRUNT_TRY(sandbox({"down", "--name", name_}, {Deadline::in(15s), {}}));
  return {};
}

SandboxSession::~SandboxSession() {
  // Also after a failed start: `down` ends what `up` left behind, and nothing else.
  const auto ended = end();
  (void)ended.has_value();
}

}  // namespace brunt::cli

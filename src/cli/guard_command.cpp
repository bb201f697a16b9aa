#include "cli/guard_command.h"

#include <memory>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/output.h"
#include "cli/painter.h"
#include "cli/providers.h"
#include "run/guard.h"

namespace brunt::cli {
namespace {

bool is_socket(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

/// Talks on standard error as the run did; one that was quiet tells what went wrong and no more.
class Voice {
 public:
  void tell(const Json& words, const std::string& line, bool trouble) {
    if (is_true(words, "quiet") && !trouble) return;
    const WallTime now = wall_now();
    if (is_true(words, "json")) {
      print_lines(STDERR_FILENO, {to_text(Json{{"timestamp", rfc3339(now, 6)},
                                               {"levelname", trouble ? "ERROR" : "WARNING"},
                                               {"message", line},
                                               {"event", "guard"}})});
    } else {
      print_lines(STDERR_FILENO, {rfc3339(now, 1) + " guard: " + line});
    }
  }

  void observe(const Json& words, const model::Event& event) {
    if (is_true(words, "quiet")) return;
    if (!painter_) {
      Look plain = look_of(STDERR_FILENO, ColourWish::never, is_true(words, "ascii"));
      plain.terminal = false;  // whoever reads the terminal now does not expect rows that move
      painter_.emplace(plain, is_true(words, "json") ? ProgressForm::json : ProgressForm::lines,
                       is_true(words, "verbose"));
    }
    painter_->observe(event);
  }

 private:
  std::optional<Painter> painter_;
};

}  // namespace

std::optional<int> guard_process(const std::vector<std::string>& words) {
  if (words.size() != 1 || words[0] != "guard") return std::nullopt;
  if (!is_socket(STDIN_FILENO)) {
    ErrorOutput{look_of(STDERR_FILENO, ColourWish::automatic, false), false}.tell(
        Trouble{.sentence = "a guard is started by brunt run, for itself",
                .where = {},
                .what = {},
                .found = "no channel to a run",
                .expected = {},
                .to_do = "run an experiment that has rollbacks: brunt run EXPERIMENT"});
    return 2;
  }
  Voice voice;
  const run::GuardPost post{
      .providers = [](const Json& said) -> Result<provider::Registry> {
        const Json* resolve = find(said, "resolve");
        return make_registry(resolve == nullptr ? std::vector<net::Resolve>{}
                                                : resolve_of_words(*resolve));
      },
      .tell = [&](const Json& said, const std::string& line,
                  bool trouble) { voice.tell(said, line, trouble); },
      .observe = [&](const Json& said, const model::Event& event) { voice.observe(said, event); }};
  sys::Fd channel(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  return run::stand_guard(std::move(channel), post);
}

Json guard_words(const RunFlags& flags) {
  return {{"resolve", resolve_words(flags.resolve)},
          {"quiet", flags.talk.quiet},
          {"json", flags.talk.json},
          {"ascii", flags.talk.ascii},
          {"verbose", flags.talk.verbose}};
}

Json resolve_words(const std::vector<net::Resolve>& resolve) {
  Json out = Json::array();
  const auto bracketed = [](const std::string& address) {
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
  };
  for (const auto& one : resolve) {
    out.push_back(
        fmt::format("{}:{}:{}:{}", one.host, one.port, bracketed(one.address), one.address_port));
  }
  return out;
}

std::vector<net::Resolve> resolve_of_words(const Json& words) {
  std::vector<net::Resolve> out;
  if (!words.is_array()) return out;
  for (const Json& word : words) {
    if (!word.is_string()) continue;
    if (auto one = net::parse_resolve(word.get<std::string>())) out.push_back(*std::move(one));
  }
  return out;
}

}  // namespace brunt::cli

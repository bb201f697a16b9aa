#include "cli/questions.h"

#include <cerrno>
#include <charconv>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/output.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::cli {

void Questions::say(std::string_view text) const {
  print_text(out_, std::string(text) + "\n");
}

Result<std::string> Questions::line() {
  const sys::StopFd stop(stop_);
  while (true) {
    if (const auto end = read_.find('\n'); end != std::string::npos || (ended_ && !read_.empty())) {
      const std::string got = read_.substr(0, end);
      read_.erase(0, end == std::string::npos ? end : end + 1);
      return std::string(trim(got));
    }
    if (ended_)
      return std::unexpected(Error{Errc::not_found, "the answers ended before all was asked",
                                   std::string(answers_source)});
    const auto ready = sys::poll_wait({in_, stop.get()}, Deadline::never());
    if (ready[1]) return std::unexpected(Error{Errc::stopped, "stopped", {}});
    char buffer[4096];
    const auto got = ::read(in_, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      ended_ = true;
    } else {
      read_.append(buffer, static_cast<std::size_t>(got));
    }
  }
}

Result<std::string> Questions::ask(std::string_view question,
                                   std::optional<std::string> otherwise) {
  while (true) {
    const std::string shown = otherwise && !otherwise->empty() ? " [" + *otherwise + "]" : "";
    print_text(out_, fmt::format("{}{}: ", question, shown));
    std::string answer = BRUNT_TRY(line());
    if (!answer.empty()) return answer;
    if (otherwise) return *otherwise;
  }
}

Result<bool> Questions::confirm(std::string_view question, bool otherwise) {
  while (true) {
    print_text(out_, fmt::format("{} [{}]: ", question, otherwise ? "Y/n" : "y/N"));
    const std::string answer = lower(BRUNT_TRY(line()));
    if (answer.empty()) return otherwise;
    if (answer == "y" || answer == "yes") return true;
    if (answer == "n" || answer == "no") return false;
    say("Please answer y or n.");
  }
}

Result<std::optional<std::size_t>> Questions::choose(std::string_view title,
                                                     const std::vector<std::string>& names) {
  say(title);
  for (std::size_t i = 0; i < names.size(); ++i)
    say(fmt::format("{}) {}", i + 1, names[i]));
  while (true) {
    const std::string answer = BRUNT_TRY(ask("Number (0 for none)"));
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
    const bool whole = error == std::errc() && end == answer.data() + answer.size();
    if (whole && number == 0) return std::optional<std::size_t>();
    if (whole && number <= names.size()) return std::optional(number - 1);
    say(fmt::format("Please give a number from 0 to {}.", names.size()));
  }
}

}  // namespace brunt::cli

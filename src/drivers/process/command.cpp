#include "drivers/process/command.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/substitute.h"
#include "sys/environment.h"
#include "sys/process.h"

namespace brunt::drivers::process {
namespace {

std::unexpected<Error> wrong(std::string_view field, const Json& found, std::string_view expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}: found {}, expected {}", field, printable(to_text(found)), expected),
            {}});
}

bool has_placeholder(const Json& value) {
  if (value.is_object()) {
    return std::any_of(value.items().begin(), value.items().end(), [](const auto& member) {
      return codec::is_open(member.key()) || has_placeholder(member.value());
    });
  }
  return codec::is_open(value) ||
         (value.is_array() && std::any_of(value.begin(), value.end(), has_placeholder));
}

void add_word(std::vector<std::string>& words, const Json& value) {
  if (value.is_null() || value == Json("")) return;
  words.push_back(codec::python_text(value));
}

Result<> read_arguments(const Json& provider, Command& command) {
  const Json* arguments = find(provider, "arguments");
  if (arguments == nullptr) return {};
  if (arguments->is_string()) {
    command.line = arguments->get<std::string>();
  } else if (arguments->is_array()) {
    for (const Json& item : *arguments)
      add_word(command.words, item);
  } else if (arguments->is_object()) {
    for (const auto& [key, item] : arguments->items()) {
      add_word(command.words, Json(key));
      add_word(command.words, item);
    }
  } else {
    return wrong("arguments", *arguments, "a list, a text for the shell or an object");
  }
  command.open = command.open || has_placeholder(*arguments);
  return {};
}

Result<> read_timeout(const Json& provider, Command& command) {
  const Json* timeout = find(provider, "timeout");
  if (timeout == nullptr || timeout->is_null()) return {};
  const double seconds = timeout->is_number() ? timeout->get<double>() : -1;
  if (!(seconds >= 0) || !std::isfinite(seconds)) {
    return wrong("timeout", *timeout, "seconds, not below zero");
  }
  command.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(std::min(seconds, 1e8)));
  return {};
}

std::string expand_home(const std::string& path) {
  if (path != "~" && !path.starts_with("~/")) return path;
  return sys::environment("HOME").value_or("") + path.substr(1);
}

}  // namespace

Result<Command> read_command(const Json& provider) {
  Command command;
  const Json* path = find(provider, "path");
  if (path == nullptr || !path->is_string() || *path == Json("")) {
    return wrong("path", path == nullptr ? Json() : *path, "a program's name or path");
  }
  command.path = expand_home(path->get<std::string>());
  command.open = codec::is_open(*path);
  BRUNT_TRY(read_arguments(provider, command));
  BRUNT_TRY(read_timeout(provider, command));
  return command;
}

Result<std::string> locate(const std::string& path) {
  if (auto found = sys::find_program(path)) return *found;
  std::error_code ignored;
  if (path.find('/') == std::string::npos) {
    const auto folders = split(sys::environment("PATH").value_or(""), ':');
    return std::unexpected(Error{Errc::not_found,
                                 fmt::format("there is no program '{}' in PATH (looked in {})",
                                             printable(path), join(folders, ", ")),
                                 {}});
  }
  if (!std::filesystem::exists(path, ignored)) {
    const auto here = std::filesystem::current_path(ignored).string();
    return std::unexpected(
        Error{Errc::not_found,
              fmt::format("there is no program '{}'{}", printable(path),
                          path.starts_with('/') ? "" : fmt::format(" (looked from {})", here)),
              {}});
  }
  return std::unexpected(
      Error{Errc::invalid_input, fmt::format("'{}' cannot be executed", printable(path)), {}});
}

std::string shell_quoted(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+=:,@%").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace brunt::drivers::process

#include "cli/given.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace brunt::cli {
namespace {

using Words = std::vector<std::string>;
using Wrong = std::unexpected<WrongUsage>;

std::vector<std::string> texts_of(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

bool looks_like_option(std::string_view word) {
  return word.size() > 1 && word.starts_with('-');
}

bool asks_for_help(const Words& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end,
                     [](const auto& word) { return word == "-h" || word == "--help"; });
}

Wrong unknown_option(const CommandSpec& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const std::string where(command.name);
  if (!where.empty() && find_option(program_spec(), name) != nullptr)
    return Wrong(wrong_usage(where, "unknown option " + name, word, "",
                             name + " stands before the command: brunt " + word + " ... " + where));
  const std::string near = closest(name, long_names(command));
  return Wrong(wrong_usage(where, "unknown option " + name, word, near,
                           near.empty() ? "" : "did you mean " + near + "? " + help_hint(where)));
}

std::expected<void, WrongUsage> check_choice(const CommandSpec& command, const Option& option,
                                             const std::string& name, const std::string& value) {
  const auto among = [&](const auto& list) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  if (option.choices.empty() || among(option.choices) || among(option.accepted)) return {};
  const Words choices = texts_of(option.choices);
  const std::string near = closest(value, choices);
  return Wrong(wrong_usage(std::string(command.name), "wrong value for " + name,
                           "\"" + value + "\"", join(choices, ", "),
                           near.empty() ? "" : "did you mean " + near + "?"));
}

}  // namespace

std::string Given::text(std::string_view key, std::string otherwise) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return otherwise;
  return found->second.back();
}

std::vector<std::string> Given::all(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? Words{} : found->second;
}

/// Goes through the words once.
class WordReader {
 public:
  WordReader(const CommandSpec& command, const Words& words) : command_(command), words_(words) {
    given_.command = &command;
  }

  std::expected<Given, WrongUsage> read(bool only_leading) {
    while (at_ < words_.size()) {
      const std::string& word = words_[at_];
      if (word == "--" || (only_leading && !looks_like_option(word))) {
        if (word == "--") ++at_;
        break;
      }
      ++at_;
      if (!looks_like_option(word)) {
        given_.arguments.push_back(word);
      } else if (auto taken = take(word); !taken) {
        return Wrong(taken.error());
      }
    }
    given_.arguments.insert(given_.arguments.end(),
                            words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
    return std::move(given_);
  }

 private:
  std::expected<void, WrongUsage> take(const std::string& word) {
    std::string name = word.substr(0, word.find('='));
    std::optional<std::string> value;
    if (name.size() < word.size()) value = word.substr(name.size() + 1);
    const Option* option = find_option(command_, name);
    if (option == nullptr && !word.starts_with("--")) {  // -jFILE
      name = word.substr(0, 2);
      option = find_option(command_, name);
      if (option != nullptr && option->placeholder.empty()) option = nullptr;
      if (option != nullptr) value = word.substr(2);
    }
    if (option == nullptr) return unknown_option(command_, word);
    auto& values = given_.values_[std::string(option->key())];
    if (option->placeholder.empty()) return take_switch(name, value);
    const bool follows = at_ < words_.size() && find_option(command_, words_[at_]) == nullptr;
    if (!value && follows) value = words_[at_++];
    if (!value)
      return Wrong(wrong_usage(std::string(command_.name), name + " needs a value", "nothing",
                               name + " " + std::string(option->placeholder)));
    if (auto ok = check_choice(command_, *option, name, *value); !ok) return ok;
    values.push_back(*std::move(value));
    return {};
  }

  std::expected<void, WrongUsage> take_switch(const std::string& name,
                                              const std::optional<std::string>& value) const {
    if (!value) return {};
    return Wrong(wrong_usage(std::string(command_.name), name + " takes no value",
                             "\"" + *value + "\"", name + " alone"));
  }

  const CommandSpec& command_;
  const Words& words_;
  std::size_t at_ = 0;
  Given given_;
};

std::expected<Given, WrongUsage> read_leading_options(const CommandSpec& command,
                                                      const Words& words) {
  return WordReader(command, words).read(true);
}

std::expected<Given, WrongUsage> read_words(const CommandSpec& command, const Words& words) {
  if (asks_for_help(words)) {
    Given given;
    given.command = &command;
    given.help = true;
    return given;
  }
  auto given = WordReader(command, words).read(false);
  if (!given) return given;
  const std::string where(command.name);
  const std::string names(command.arguments);
  const auto& found = given->arguments;
  if (!command.words.empty() && !found.empty()) {
    Words known;
    for (const auto& word : command.words)
      known.emplace_back(word.name);
    if (std::find(known.begin(), known.end(), found.front()) == known.end()) {
      const std::string near = closest(found.front(), known);
      return Wrong(wrong_usage(where, "unknown word after brunt " + where,
                               "\"" + found.front() + "\"", join(known, ", "),
                               near.empty() ? "" : "did you mean " + near + "?"));
    }
  }
  if (found.size() < command.least)
    return Wrong(wrong_usage(where, names + " is missing", "nothing", names));
  if (found.size() > command.most)
    return Wrong(wrong_usage(where, "too many words", join(found, " "),
                             command.most == 0 ? "options only" : names));
  return given;
}

}  // namespace brunt::cli

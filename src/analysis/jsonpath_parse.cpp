#include <algorithm>
#include <array>
#include <charconv>

#include "analysis/jsonpath.h"
#include "analysis/jsonpath_node.h"

namespace brunt::analysis {
namespace {

constexpr int most_levels = 64;
constexpr std::array<std::string_view, 7> reserved{"and",  "or",    "not", "contains",
                                                   "true", "false", "null"};

/// Thrown inside this file only.
struct Stop {
  std::string what;
};

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  PathNode whole() {
    if (peek() != '$') fail("a path begins with $");
    PathNode path = this->path();
    if (peek() != '\0') fail("a step such as .name, [0] or ..name was expected");
    return path;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    const std::string rest(text_.substr(at_, 12));
    throw Stop{"character " + std::to_string(at_ + 1) + ": " + why + ", not " +
               (rest.empty() ? "the end" : "'" + rest + "'")};
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  /// The next character that is no blank; NUL at the end.
  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!take(token)) fail("'" + std::string(token) + "' was expected");
  }

  /// A bare word without consuming it.
  std::string_view word() {
    if (!begins_name(peek())) return {};
    std::size_t end = at_;
    while (end < text_.size() && (begins_name(text_[end]) || digit(text_[end])))
      ++end;
    return text_.substr(at_, end - at_);
  }

  bool take_word(std::string_view wanted) {
    if (word() != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  PathNode path() {
    if (++levels_ > most_levels) fail("at most 64 levels may be nested");
    PathNode out;
    out.from_root = peek() == '$';
    ++at_;
    for (;;) {
      Step step;
      if (take("..")) {
        step.descends = true;
        if (peek() != '[') {
          step.selectors.push_back(bare_selector());
        } else {
          step.selectors = bracket();
        }
      } else if (peek() == '.') {
        ++at_;
        step.selectors.push_back(bare_selector());
      } else if (peek() == '[') {
        step.selectors = bracket();
      } else {
        --levels_;
        return out;
      }
      out.steps.push_back(std::move(step));
    }
  }

  Selector bare_selector() {
    if (take("*")) return {.kind = Selector::Kind::wildcard};
    const std::string name(word());
    if (name.empty()) fail("a name of letters, digits and _ was expected");
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
      fail("'" + name + "' is a reserved word: write [\"" + name + "\"]");
    }
    at_ += name.size();
    if (peek() == '(') return function(name);
    return {.kind = Selector::Kind::name, .name = name};
  }

  Selector function(const std::string& name) {
    if (!is_path_function(name)) {
      fail("unknown function '" + name + "' (length, keys, values, entries, charAt, substring)");
    }
    Selector out{.kind = Selector::Kind::function, .name = name};
    expect("(");
    if (take(")")) return out;
    do {
      out.arguments.push_back(operand());
    } while (take(","));
    expect(")");
    return out;
  }

  std::vector<Selector> bracket() {
    expect("[");
    std::vector<Selector> out;
    do {
      out.push_back(selector());
    } while (take(","));
    expect("]");
    return out;
  }

  Selector selector() {
    const char c = peek();
    if (c == '"') return {.kind = Selector::Kind::name, .name = quoted()};
    if (c == '*') {
      ++at_;
      return {.kind = Selector::Kind::wildcard};
    }
    if (c == '?') return filter();
    if (c == '$' || c == '@') {
      return {.kind = Selector::Kind::computed, .path = std::make_shared<PathNode>(path())};
    }
    if (digit(c) || c == '-' || c == ':') return index_or_slice();
    const std::string name(word());
    if (name.empty()) fail("an index, a slice, a \"name\", * or ?(...) was expected");
    at_ += name.size();
    if (peek() != '(') {
      at_ -= name.size();
      fail("a name in brackets needs double quotes");
    }
    return function(name);
  }

  Selector filter() {
    ++at_;
    expect("(");
    auto condition = std::make_shared<Condition>(all());
    expect(")");
    return {.kind = Selector::Kind::filter, .condition = std::move(condition)};
  }

  std::optional<std::int64_t> whole_number() {
    if (!digit(peek()) && peek() != '-') return std::nullopt;
    const auto rest = text_.substr(at_);
    const std::size_t sign = rest.starts_with('-') ? 1 : 0;
    std::int64_t value = 0;
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    const auto size = static_cast<std::size_t>(result.ptr - rest.data());
    if (result.ec != std::errc{} || (rest[sign] == '0' && size > sign + 1)) {
      fail("a whole number without leading zeros was expected");
    }
    at_ += size;
    return value;
  }

  Selector index_or_slice() {
    const auto first = whole_number();
    if (!take(":")) return {.kind = Selector::Kind::index, .index = first.value_or(0)};
    Selector out{.kind = Selector::Kind::slice, .first = first};
    out.last = whole_number();
    if (take(":")) out.step = whole_number();
    return out;
  }

  /// Between double quotes, as written: escapes are not decoded.
  std::string quoted() {
    ++at_;
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '"')
      at_ += text_[at_] == '\\' ? 2U : 1U;
    if (at_ >= text_.size()) {
      at_ = text_.size();
      fail("a closing double quote was expected");
    }
    return std::string(text_.substr(start, at_++ - start));
  }

  // `or` binds tighter than `and`: all = any and any and ...
  Condition all() {
    Condition out{.kind = Condition::Kind::all};
    do {
      out.parts.push_back(any());
    } while (take_word("and"));
    return out;
  }

  Condition any() {
    Condition out{.kind = Condition::Kind::any};
    do {
      out.parts.push_back(term());
    } while (take_word("or"));
    return out;
  }

  Condition term() {
    if (++levels_ > most_levels) fail("at most 64 levels may be nested");
    Condition out;
    if (take_word("not")) {
      out.kind = Condition::Kind::none;
      out.parts.push_back(term());
    } else if (take("(")) {
      out = all();
      expect(")");
    } else {
      out = comparison();
    }
    --levels_;
    return out;
  }

  Condition comparison() {
    Condition out{.kind = Condition::Kind::some};
    out.left = operand();
    for (const std::string_view sign : {"!=", "<=", ">=", "<", ">", "="}) {
      if (!take(sign)) continue;
      if (peek() == '=') fail("equality is written with one =");
      out.comparison = sign;
      break;
    }
    if (out.comparison.empty() && take_word("contains")) out.comparison = "contains";
    if (out.comparison.empty()) return out;
    out.kind = Condition::Kind::compare;
    out.right = operand();
    return out;
  }

  Operand operand() {
    const char c = peek();
    if (c == '$' || c == '@') return {.path = std::make_shared<PathNode>(path()), .value = nullptr};
    return {.path = nullptr, .value = value()};
  }

  Json value() {
    if (++levels_ > most_levels) fail("at most 64 levels may be nested");
    Json out;
    const char c = peek();
    if (c == '"') {
      out = quoted();
    } else if (c == '[') {
      out = list();
    } else if (c == '{') {
      out = object();
    } else if (digit(c) || c == '-') {
      out = number();
    } else if (take_word("true")) {
      out = true;
    } else if (take_word("false")) {
      out = false;
    } else if (!take_word("null")) {
      fail(c == '\'' ? "texts need double quotes" : "a path or a JSON value was expected");
    }
    --levels_;
    return out;
  }

  Json list() {
    expect("[");
    Json out = Json::array();
    if (take("]")) return out;
    do {
      out.push_back(value());
    } while (take(","));
    expect("]");
    return out;
  }

  Json object() {
    expect("{");
    Json out = Json::object();
    if (take("}")) return out;
    do {
      if (peek() != '"') fail("a name in double quotes was expected");
      const std::string key = quoted();
      expect(":");
      out[key] = value();
    } while (take(","));
    expect("}");
    return out;
  }

  Json number() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (digit(text_[end]) || text_[end] == '.' || text_[end] == 'e' ||
                                  text_[end] == 'E' || text_[end] == '+' || text_[end] == '-')) {
      ++end;
    }
    const auto parsed = parse_json(text_.substr(at_, end - at_));
    if (!parsed) fail("a number was expected");
    at_ = end;
    return *parsed;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int levels_ = 0;
};

}  // namespace

bool is_path_function(const std::string& name) {
  constexpr std::array<std::string_view, 6> known{"length",  "keys",   "values",
                                                  "entries", "charAt", "substring"};
  return std::find(known.begin(), known.end(), name) != known.end();
}

Result<JsonPath> JsonPath::parse(std::string_view text) {
  try {
    JsonPath out;
    out.node_ = std::make_shared<PathNode>(PathParser(text).whole());
    return out;
  } catch (const Stop& stop) {
    return std::unexpected(Error{Errc::invalid_input, stop.what, "JSON path"});
  }
}

}  // namespace brunt::analysis

// The grammar of RFC 9535, one function per rule. Blanks are allowed only where it says so.

#include <charconv>

#include "analysis/rfc9535.h"
#include "analysis/rfc9535_node.h"
#include "base/text.h"

namespace brunt::analysis {
namespace {

constexpr int most_levels = 100;
constexpr std::int64_t largest = 9007199254740991;  // 2^53 - 1: what every JSON reader keeps

/// Thrown inside this file only.
struct Stop {
  std::string what;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool begins_name(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) >= 0x80);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  StandardQuery whole() {
    if (!take("$")) fail("\"$\"");
    StandardQuery query{true, segments()};
    if (at_ != text_.size()) fail("\".\", \"[\" or the end");
    return query;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found =
        at_ < text_.size() ? "\"" + std::string(text_.substr(at_, 10)) + "\"" : "the end";
    throw Stop{"character " + std::to_string(at_ + 1) + ": expected " + expected + ", found " +
               found};
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool sees(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  bool take(std::string_view token) {
    if (!sees(token)) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) fail("\"" + std::string(token) + "\"");
  }
  void blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
      ++at_;
  }

  struct Level {
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.level_ > most_levels) throw Stop{"more than 100 levels of brackets"};
    }
    ~Level() { --parser_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Parser& parser_;
  };

  std::vector<StandardSegment> segments() {
    std::vector<StandardSegment> out;
    for (;;) {
      const std::size_t back = at_;
      blanks();
      if (sees("..")) {
        at_ += 2;
        out.push_back(StandardSegment{true, peek() == '[' ? bracketed() : shorthand()});
      } else if (sees(".")) {
        ++at_;
        out.push_back(StandardSegment{false, shorthand()});
      } else if (sees("[")) {
        out.push_back(StandardSegment{false, bracketed()});
      } else {
        at_ = back;
        return out;
      }
    }
  }

  std::vector<StandardSelector> shorthand() {
    if (take("*")) return {StandardSelector{}};
    const std::size_t start = at_;
    if (!begins_name(peek())) fail("a name, \"*\" or \"[\"");
    while (begins_name(peek()) || is_digit(peek()))
      ++at_;
    return {StandardSelector{.kind = StandardSelector::Kind::name,
                             .name = std::string(text_.substr(start, at_ - start))}};
  }

  std::vector<StandardSelector> bracketed() {
    const Level level(*this);
    need("[");
    std::vector<StandardSelector> out;
    do {
      blanks();
      out.push_back(selector());
      blanks();
    } while (take(","));
    need("]");
    return out;
  }

  StandardSelector selector() {
    if (peek() == '"' || peek() == '\'')
      return {.kind = StandardSelector::Kind::name, .name = string()};
    if (take("*")) return {};
    if (take("?")) {
      blanks();
      return {.kind = StandardSelector::Kind::filter,
              .filter = std::make_shared<const Logical>(any())};
    }
    if (peek() == ':' || peek() == '-' || is_digit(peek())) return index_or_slice();
    fail("a quoted name, an index, a slice, \"*\" or \"?\"");
  }

  std::int64_t integer() {
    const std::size_t start = at_;
    const bool negative = take("-");
    if (peek() == '0') {
      if (negative) fail("an index");
      ++at_;
    } else {
      while (is_digit(peek()))
        ++at_;
    }
    const auto digits = text_.substr(start, at_ - start);
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc{} || value > largest || value < -largest) {
      at_ = start;
      fail("a whole number of at most 2^53 - 1");
    }
    return value;
  }

  StandardSelector index_or_slice() {
    StandardSelector out{.kind = StandardSelector::Kind::index};
    std::optional<std::int64_t> first;
    if (peek() != ':') first = integer();
    const std::size_t back = at_;
    blanks();
    if (!take(":")) {
      at_ = back;
      out.index = first.value_or(0);  // without ':' there was a number
      return out;
    }
    out.kind = StandardSelector::Kind::slice;
    out.first = first;
    const auto number_follows = [&] {
      blanks();
      return peek() == '-' || is_digit(peek());
    };
    if (number_follows()) out.last = integer();
    blanks();
    if (take(":") && number_follows()) out.step = integer();
    return out;
  }

  std::uint32_t four_hex_digits() {
    std::uint32_t code = 0;
    const char* begin = text_.data() + at_;
    if (text_.size() - at_ < 4) fail("four hexadecimal digits");
    const auto read = std::from_chars(begin, begin + 4, code, 16);
    if (read.ec != std::errc{} || read.ptr != begin + 4) fail("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  void escape(std::string& out, char quote) {
    constexpr std::string_view letters = "/\\bfnrt";
    constexpr std::string_view meanings = "/\\\b\f\n\r\t";
    if (take(std::string_view(&quote, 1))) {
      out += quote;
      return;
    }
    const auto which = at_ < text_.size() ? letters.find(peek()) : std::string_view::npos;
    if (which != std::string_view::npos) {
      out += meanings[which];
      ++at_;
      return;
    }
    need("u");
    std::uint32_t code = four_hex_digits();
    if (code >= 0xdc00 && code < 0xe000) fail("the first half of a pair before the second");
    if (code >= 0xd800 && code < 0xdc00) {
      need("\\u");
      const std::uint32_t low = four_hex_digits();
      if (low < 0xdc00 || low >= 0xe000) fail("the second half of a pair");
      code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
    }
    append_utf8(out, code);
  }

  std::string string() {
    const char quote = text_[at_++];
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) fail("a closing quote");
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) fail("no control character in a text");
      ++at_;
      if (c == quote) return out;
      if (c == '\\') {
        escape(out, quote);
      } else {
        out += c;
      }
    }
  }

  Logical any() {
    return joined("||", Logical::Kind::any, [this] { return all(); });
  }
  Logical all() {
    return joined("&&", Logical::Kind::all, [this] { return basic(); });
  }

  template <class Part>
  Logical joined(std::string_view sign, Logical::Kind kind, Part&& part) {
    const Level level(*this);
    Logical out{.kind = kind};
    out.parts.push_back(part());
    for (;;) {
      const std::size_t back = at_;
      blanks();
      if (!take(sign)) {
        at_ = back;
        break;
      }
      blanks();
      out.parts.push_back(part());
    }
    if (out.parts.size() > 1) return out;
    Logical single = std::move(out.parts.front());
    return single;
  }

  Logical basic() {
    const Level level(*this);
    if (take("!")) {
      blanks();
      Logical inner = peek() == '(' ? parenthesised() : test(term());
      Logical out{.kind = Logical::Kind::negated};
      out.parts.push_back(std::move(inner));
      return out;
    }
    if (peek() == '(') return parenthesised();
    Term left = term();
    const std::size_t back = at_;
    blanks();
    for (const std::string_view sign : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (!take(sign)) continue;
      blanks();
      Logical out{.kind = Logical::Kind::compare, .comparison = std::string(sign)};
      out.left = comparable(std::move(left));
      out.right = comparable(term());
      return out;
    }
    at_ = back;
    return test(std::move(left));
  }

  Logical parenthesised() {
    need("(");
    blanks();
    Logical out = any();
    blanks();
    need(")");
    return out;
  }

  Logical test(Term term) {
    if (term.kind == Term::Kind::literal) fail("a comparison: a value alone is no test");
    if (term.kind == Term::Kind::function &&
        signature_of(term.function)->result == ValueKind::value) {
      fail("a comparison: " + term.function + "() gives a value");
    }
    return Logical{.kind = Logical::Kind::test, .left = std::move(term)};
  }

  Term comparable(Term term) {
    if (term.kind == Term::Kind::query && !term.query->singular()) {
      fail("a path of names and indices only on this side of a comparison");
    }
    if (term.kind == Term::Kind::function &&
        signature_of(term.function)->result != ValueKind::value) {
      fail("something to compare: " + term.function + "() gives true or false");
    }
    return term;
  }

  Term term() {
    const char c = peek();
    if (c == '$' || c == '@') {
      ++at_;
      Term out{.kind = Term::Kind::query};
      out.query = std::make_shared<const StandardQuery>(StandardQuery{c == '$', segments()});
      return out;
    }
    if (c == '"' || c == '\'') return Term{.literal = string()};
    if (c == '-' || is_digit(c)) return Term{.literal = number()};
    if (!is_lower(c)) fail("a path, a value or a function");
    const std::size_t start = at_;
    while (is_lower(peek()) || is_digit(peek()) || peek() == '_')
      ++at_;
    const std::string word(text_.substr(start, at_ - start));
    if (peek() == '(') return function(word);
    if (word == "true") return Term{.literal = true};
    if (word == "false") return Term{.literal = false};
    if (word == "null") return Term{.literal = nullptr};
    at_ = start;
    fail("a path, a value or a function");
  }

  Json number() {
    const std::size_t start = at_;
    bool whole = true;
    take("-");
    if (!take("0")) {
      if (!is_digit(peek())) fail("a digit");
      while (is_digit(peek()))
        ++at_;
    }
    const auto digits = [&] {
      if (!is_digit(peek())) fail("a digit");
      while (is_digit(peek()))
        ++at_;
    };
    if (take(".")) {
      whole = false;
      digits();
    }
    if (take("e") || take("E")) {
      whole = false;
      if (!take("-")) take("+");
      digits();
    }
    const char* first = text_.data() + start;
    const char* last = text_.data() + at_;
    std::int64_t integer = 0;
    if (whole && std::from_chars(first, last, integer).ec == std::errc{}) return integer;
    double real = 0;
    if (std::from_chars(first, last, real).ec != std::errc{}) fail("a number that can be kept");
    return real;
  }

  Term function(const std::string& name) {
    const Level level(*this);
    const Signature* signature = signature_of(name);
    if (signature == nullptr) fail("length, count, match, search or value instead of " + name);
    Term out{.kind = Term::Kind::function, .function = name};
    need("(");
    blanks();
    for (const ValueKind kind : signature->parameters) {
      if (!out.arguments.empty()) {
        blanks();
        need(",");
        blanks();
      }
      out.arguments.push_back(argument(kind));
    }
    blanks();
    need(")");
    if (name == "match" || name == "search") {
      const Term& pattern = out.arguments[1];
      if (pattern.kind == Term::Kind::literal && pattern.literal.is_string()) {
        out.pattern = compiled_regexp(pattern.literal.get<std::string>());
      }
    }
    return out;
  }

  Term argument(ValueKind kind) {
    Term out = term();
    const bool gives_value = out.kind == Term::Kind::literal ||
                             (out.kind == Term::Kind::query && out.query->singular()) ||
                             (out.kind == Term::Kind::function &&
                              signature_of(out.function)->result == ValueKind::value);
    if (kind == ValueKind::value && !gives_value) fail("an argument that is one value");
    if (kind == ValueKind::nodes && out.kind != Term::Kind::query)
      fail("an argument that is a path");
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int level_ = 0;
};

}  // namespace

bool StandardQuery::singular() const {
  for (const StandardSegment& segment : segments) {
    if (segment.descends || segment.selectors.size() != 1) return false;
    const auto kind = segment.selectors.front().kind;
    if (kind != StandardSelector::Kind::name && kind != StandardSelector::Kind::index) return false;
  }
  return true;
}

Result<StandardPath> StandardPath::parse(std::string_view text) {
  try {
    StandardPath out;
    out.query_ = std::make_shared<const StandardQuery>(Parser(text).whole());
    return out;
  } catch (Stop& stop) {
    return std::unexpected(Error{Errc::invalid_input, std::move(stop.what), "JSON path"});
  }
}

}  // namespace brunt::analysis

#include "sandbox/platform/promql/lexer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "base/result.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform::promql {

namespace {

bool starts_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool continues_name(char c) {
  return starts_name(c) || is_digit(c);
}

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  Outcome<std::vector<Token>> run() {
    while (skip_blanks())
      out_.push_back(BRUNT_TRY(next()));
    out_.push_back({Token::Kind::end, "", query_.size()});
    return std::move(out_);
  }

 private:
  bool skip_blanks() {
    while (at_ < query_.size()) {
      if (query_[at_] == '#') {
        at_ = std::min(query_.find('\n', at_), query_.size());
      } else if (std::isspace(static_cast<unsigned char>(query_[at_])) != 0) {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  Outcome<Token> next() {
    const char c = query_[at_];
    const bool after_point = at_ + 1 < query_.size() && is_digit(query_[at_ + 1]);
    if (c == ':' && brackets_ > 0) return Token{Token::Kind::symbol, ":", at_++};
    if (starts_name(c)) return word(Token::Kind::name);
    if (is_digit(c) || (c == '.' && after_point)) return number();
    if (c == '"' || c == '\'' || c == '`') return string();
    return symbol();
  }

  Token word(Token::Kind kind) {
    const std::size_t start = at_;
    while (at_ < query_.size() && continues_name(query_[at_]))
      ++at_;
    return {kind, std::string(query_.substr(start, at_ - start)), start};
  }

  Outcome<Token> number() {
    const std::size_t start = at_;
    while (at_ < query_.size() && (std::isalnum(static_cast<unsigned char>(query_[at_])) != 0 ||
                                   query_[at_] == '.' || exponent_sign(start))) {
      ++at_;
    }
    const std::string_view text = query_.substr(start, at_ - start);
    if (parse_number(text)) return Token{Token::Kind::number, std::string(text), start};
    if (parse_duration_ms(text)) return Token{Token::Kind::duration, std::string(text), start};
    return std::unexpected(
        parse_error(query_, start, fmt::format("bad number or duration syntax: \"{}\"", text)));
  }

  bool exponent_sign(std::size_t start) const {
    return (query_[at_] == '+' || query_[at_] == '-') && at_ > start && start + 1 < query_.size() &&
           (query_[at_ - 1] == 'e' || query_[at_ - 1] == 'E') &&
           !query_.substr(start).starts_with("0x");
  }

  Outcome<Token> string() {
    const std::size_t start = at_;
    const char quote = query_[at_++];
    std::string text;
    while (at_ < query_.size() && query_[at_] != quote) {
      if (query_[at_] == '\n' && quote != '`') break;
      if (query_[at_] == '\\' && quote != '`') {
        ++at_;
        text += BRUNT_TRY(escape(start, quote));
      } else {
        text += query_[at_++];
      }
    }
    if (at_ == query_.size() || query_[at_] != quote) {
      return std::unexpected(parse_error(query_, start, "unterminated quoted string"));
    }
    ++at_;
    return Token{Token::Kind::text, std::move(text), start};
  }

  /// One escape of Go's string literals, without its backslash.
  Outcome<char> escape(std::size_t start, char quote) {
    static constexpr std::string_view names = "abfnrtv\\";
    static constexpr std::string_view values = "\a\b\f\n\r\t\v\\";
    if (at_ < query_.size()) {
      const char c = query_[at_];
      if (const auto found = names.find(c); found != std::string_view::npos) {
        ++at_;
        return values[found];
      }
      if (c == quote) return query_[at_++];
      if (const auto byte = byte_escape()) return *byte;
    }
    return std::unexpected(parse_error(query_, start, "unknown escape sequence in string"));
  }

  /// `x41` or `101`.
  std::optional<char> byte_escape() {
    const bool hex = query_[at_] == 'x';
    const std::size_t first = at_ + (hex ? 1 : 0);
    const std::size_t count = hex ? 2 : 3;
    if (first + count > query_.size()) return std::nullopt;
    unsigned value = 0;
    for (const char c : query_.substr(first, count)) {
      const auto digit = std::string_view("0123456789abcdef")
                             .find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
      if (digit == std::string_view::npos || (!hex && digit > 7)) return std::nullopt;
      value = value * (hex ? 16U : 8U) + static_cast<unsigned>(digit);
    }
    if (value > 0xff) return std::nullopt;
    at_ = first + count;
    return static_cast<char>(value);
  }

  Outcome<Token> symbol() {
    static constexpr std::array<std::string_view, 23> known{
        "==", "!=", "<=", ">=", "=~", "!~", "=", "<", ">", "+", "-", "*",
        "/",  "%",  "^",  "(",  ")",  "{",  "}", "[", "]", ",", "@"};
    for (const std::string_view text : known) {
      if (!query_.substr(at_).starts_with(text)) continue;
      if (text == "[") ++brackets_;
      if (text == "]") --brackets_;
      const std::size_t start = at_;
      at_ += text.size();
      return Token{Token::Kind::symbol, std::string(text), start};
    }
    return std::unexpected(
        parse_error(query_, at_, fmt::format("unexpected character: '{}'", query_[at_])));
  }

  std::string_view query_;
  std::size_t at_ = 0;
  int brackets_ = 0;
  std::vector<Token> out_;
};

}  // namespace

QueryError parse_error(std::string_view query, std::size_t position, std::string_view what) {
  const std::string_view before = query.substr(0, std::min(position, query.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto line_start = before.rfind('\n');
  const std::size_t column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return {QueryError::Kind::bad_data, fmt::format("{}:{}: parse error: {}", line, column, what)};
}

Outcome<std::vector<Token>> tokens(std::string_view query) {
  return Lexer(query).run();
}

}  // namespace brunt::sandbox::platform::promql

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/platform/promql/lexer.h"

namespace brunt::sandbox::platform::promql {

/// The tokens of a query, read from left to right, and the errors that name their places.
class TokenReader {
 public:
  TokenReader(std::string_view query, std::vector<Token> tokens)
      : query_(query), tokens_(std::move(tokens)) {}

  std::string_view query() const { return query_; }
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[std::min(at_++, tokens_.size() - 1)]; }
  bool is(std::string_view symbol) const {
    return peek().kind == Token::Kind::symbol && peek().text == symbol;
  }
  bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::name && lower(peek(ahead).text) == word;
  }
  bool accept(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }

  QueryError wrong(const Token& at, std::string_view what) const {
    return parse_error(query_, at.position, what);
  }
  QueryError unexpected_token(std::string_view expected) const {
    const Token& found = peek();
    std::string what = found.kind == Token::Kind::end
                           ? "unexpected end of input"
                           : fmt::format("unexpected \"{}\"", printable(found.text));
    if (!expected.empty()) what += fmt::format(", expected {}", expected);
    return wrong(found, what);
  }
  Outcome<void> expect(std::string_view symbol) {
    if (accept(symbol)) return {};
    return std::unexpected(unexpected_token(fmt::format("\"{}\"", symbol)));
  }

 private:
  std::string_view query_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace brunt::sandbox::platform::promql

// A JSON parser of our own, because a person who is told where each value stands can repair it, and
// the library tells only where it stopped. One pass, no backtracking, 512 levels at most.

#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "codec/document.h"
#include "codec/members.h"
#include "codec/way.h"

namespace brunt::codec {
namespace {

constexpr int most_levels = 512;

/// Thrown inside this file only, when the text cannot be read on.
struct Stop {
  Problem problem;
};

class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Document parse() {
    skip_mark();
    skip_blanks();
    if (at_end()) fail("the file is empty", "nothing", "one JSON object", "write an experiment");
    document_.positions.expect(text_.size() / 12);
    const std::size_t root = document_.positions.open(place());
    document_.value = value(Way(), 0);
    document_.positions.close(root);
    skip_blanks();
    if (!at_end()) {
      fail("there is more text after the end of the document", here(), "the end of the file",
           "delete it, or put it inside the object");
    }
    return std::move(document_);
  }

 private:
  void skip_mark() {
    if (!text_.starts_with("\xef\xbb\xbf")) return;
    at_ = line_start_ = counted_ = 3;
    Problem problem{.line = 1, .column = 1};
    problem.summary = "the file begins with a byte-order mark";
    problem.found = "the bytes EF BB BF";
    problem.expected = "the first character of a JSON text";
    problem.hint = "save it as UTF-8 without one: other tools refuse it";
    problem.is_warning = true;
    problem.rule = "json/byte-order-mark";
    document_.warnings.push_back(std::move(problem));
  }

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  Place place() {
    if (at_ < counted_) {  // cannot happen while reading forward; keeps the count right if it does
      counted_ = line_start_;
      column_ = 1;
    }
    for (; counted_ < at_; ++counted_) {
      if ((static_cast<unsigned char>(text_[counted_]) & 0xc0U) != 0x80U) ++column_;
    }
    return {line_, column_};
  }

  void new_line() {
    ++line_;
    line_start_ = at_;
    counted_ = at_;
    column_ = 1;
  }

  void skip_blanks() {
    while (!at_end()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++at_;
        new_line();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
      } else {
        return;
      }
    }
  }

  /// What stands here, for a message.
  std::string here() const {
    if (at_end()) return "the end of the file";
    const auto rest = text_.substr(at_, 20);
    return "'" + as_utf8(rest.substr(0, rest.find_first_of("\r\n"))) + "'";
  }

  [[noreturn]] void fail(std::string summary, std::string found, std::string expected,
                         std::string hint) {
    const Place where = place();
    Problem problem{.line = where.line, .column = where.column};
    problem.summary = std::move(summary);
    problem.found = std::move(found);
    problem.expected = std::move(expected);
    problem.hint = std::move(hint);
    problem.rule = "json/syntax";
    throw Stop{std::move(problem)};
  }

  [[noreturn]] void fail_syntax(const std::string& expected) {
    const std::string rest(text_.substr(at_, 2));
    std::string hint = "look at this place and just before it: a comma or a quote is often missing";
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with("#")) {
      hint = "JSON has no comments: delete it, or use YAML";
    } else if (rest.starts_with("'")) {
      hint = "JSON puts names and texts between double quotes";
    } else if (rest.starts_with("T") || rest.starts_with("F") || rest.starts_with("N")) {
      hint = "JSON writes true, false and null in small letters";
    } else if (at_end()) {
      hint = "close what is open: a quote, a bracket or a brace is missing";
    } else if (rest.starts_with("]") || rest.starts_with("}")) {
      hint = "delete the comma before it, or add what is missing";
    }
    fail("the file is not JSON", here(), expected, hint);
  }

  Json value(const Way& way, int level) {
    if (level > most_levels) {
      fail("the document is nested too deeply", "more than 512 levels", "at most 512 levels",
           "flatten it");
    }
    switch (peek()) {
      case '{':
        return object(way, level);
      case '[':
        return array(way, level);
      case '"':
        return string();
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", nullptr);
      case 'N':
        return word("NaN", std::numeric_limits<double>::quiet_NaN());
      case 'I':
        return word("Infinity", std::numeric_limits<double>::infinity());
      default:
        return number();
    }
  }

  Json word(std::string_view token, Json meaning) {
    if (!text_.substr(at_).starts_with(token)) fail_syntax("a value");
    at_ += token.size();
    return meaning;
  }

  Json object(const Way& way, int level) {
    ++at_;
    skip_blanks();
    if (peek() == '}') {
      ++at_;
      return Json::object();
    }
    Members::Object open = members_.open();
    for (;;) {
      if (peek() != '"') fail_syntax("a name in double quotes");
      const Place key_place = place();
      std::string key = string();
      const bool first = members_.is_new(open, key);
      if (!first) repeated(key, way, key_place);
      skip_blanks();
      if (peek() != ':') fail_syntax("a colon after the name \"" + key + "\"");
      ++at_;
      skip_blanks();
      const std::size_t opened = document_.positions.open(place(), key, key_place);
      Json item = value(way / key, level + 1);
      document_.positions.close(opened);
      if (first) {
        members_.add(std::move(key), std::move(item));
      } else {
        members_.replace(open, key, std::move(item));
      }
      skip_blanks();
      if (peek() == '}') break;
      if (peek() != ',') fail_syntax("a comma or a closing brace");
      ++at_;
      skip_blanks();
    }
    ++at_;
    return members_.close(open);
  }

  void repeated(const std::string& key, const Way& way, Place where) {
    Problem problem{.line = where.line, .column = where.column, .pointer = (way / key).pointer()};
    problem.summary = "\"" + key + "\" is written twice in one object; the last one counts";
    problem.found = "a second \"" + key + "\"";
    problem.expected = "each name once";
    problem.hint = "delete one of them";
    problem.is_warning = true;
    problem.rule = "document/repeated-name";
    document_.warnings.push_back(std::move(problem));
  }

  Json array(const Way& way, int level) {
    Json out = Json::array();
    ++at_;
    skip_blanks();
    if (peek() == ']') {
      ++at_;
      return out;
    }
    for (;;) {
      const std::size_t opened = document_.positions.open(place());
      out.push_back(value(way / out.size(), level + 1));
      document_.positions.close(opened);
      skip_blanks();
      if (peek() == ']') break;
      if (peek() != ',') fail_syntax("a comma or a closing bracket");
      ++at_;
      skip_blanks();
    }
    ++at_;
    return out;
  }

  unsigned four_hex_digits() {
    unsigned code = 0;
    if (text_.size() - at_ < 4) fail_syntax("four hexadecimal digits");
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, first + 4, code, 16);
    if (error != std::errc{} || end != first + 4) fail_syntax("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  void escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const auto index = letters.find(peek()); !at_end() && index != std::string_view::npos) {
      out += meanings[index];
      ++at_;
      return;
    }
    if (peek() != 'u') fail_syntax("an escape such as \\n, \\\" or \\u00e9");
    ++at_;
    unsigned code = four_hex_digits();
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
      const std::size_t back = at_;
      at_ += 2;
      const unsigned low = four_hex_digits();
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
      } else {
        at_ = back;
      }
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;  // half of a pair stands for nothing
    append_utf8(out, code);
  }

  /// Does it stand in a text for itself?
  static bool is_plain(char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
  }

  std::string string() {
    std::string out;
    ++at_;
    for (;;) {
      std::size_t next = at_;
      while (next < text_.size() && is_plain(text_[next]))
        ++next;
      if (next == text_.size() || text_[next] == '\n') {
        fail("a text is not closed on its line", here(), "a closing double quote",
             "add the quote; a line end inside a text is written \\n");
      }
      if (static_cast<unsigned char>(text_[next]) < 0x20) {
        at_ = next;
        fail("a text holds a control character", "byte " + std::to_string(text_[next]),
             "an escape such as \\t", "write it as an escape");
      }
      out += text_.substr(at_, next - at_);
      at_ = next + 1;
      if (text_[next] == '"') return out;
      escape(out);
    }
  }

  static bool digit(char c) { return c >= '0' && c <= '9'; }

  Json number() {
    const std::size_t start = at_;
    std::size_t end = at_;
    const auto digits = [&] {
      const std::size_t first = end;
      while (end < text_.size() && digit(text_[end]))
        ++end;
      return end > first;
    };
    if (end < text_.size() && text_[end] == '-') ++end;
    if (text_.substr(end).starts_with("Infinity")) {
      at_ = end + 8;
      return -std::numeric_limits<double>::infinity();
    }
    const std::size_t first = end;
    if (!digits()) fail_syntax("a value");
    if (text_[first] == '0' && end > first + 1) {
      fail("a number begins with a zero", here(), "a number without leading zeros",
           "delete the zeros, or put it between quotes");
    }
    bool whole = true;
    if (end < text_.size() && text_[end] == '.') {
      whole = false;
      ++end;
      if (!digits()) fail_syntax("digits after the point");
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      whole = false;
      ++end;
      if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
      if (!digits()) fail_syntax("digits of an exponent");
    }
    at_ = end;
    return to_number(text_.substr(start, end - start), whole);
  }

  static Json to_number(std::string_view digits, bool whole) {
    const char* last = digits.data() + digits.size();
    if (whole) {
      std::int64_t integer = 0;
      if (std::from_chars(digits.data(), last, integer).ec == std::errc{}) return integer;
      std::uint64_t large = 0;
      if (std::from_chars(digits.data(), last, large).ec == std::errc{}) return large;
    }
    double real = 0;
    if (std::from_chars(digits.data(), last, real).ec == std::errc::result_out_of_range) {
      const bool small = digits.find("e-") != digits.npos || digits.find("E-") != digits.npos;
      real = small ? 0.0 : std::numeric_limits<double>::infinity();
      if (digits.front() == '-') real = -real;
    }
    return real;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  std::size_t counted_ = 0;  ///< column_ is that of this byte
  std::size_t column_ = 1;
  Members members_;
  Document document_;
};

}  // namespace

Parsed parse_json_document(std::string_view text) {
  try {
    return JsonParser(text).parse();
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.problem));
  }
}

}  // namespace brunt::codec

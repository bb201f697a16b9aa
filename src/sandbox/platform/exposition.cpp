#include "sandbox/platform/exposition.h"

#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform {

namespace {

bool is_name(char c, bool first) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '_' || c == ':' || (first ? std::isalpha(byte) : std::isalnum(byte)) != 0;
}

/// Reads one line from left to right.
class Line {
 public:
  explicit Line(std::string_view text) : text_(text) {}

  Result<ScrapedSample> sample() {
    ScrapedSample out;
    out.labels[promql::metric_name] = BRUNT_TRY(name());
    if (accept('{')) BRUNT_TRY(labels(out.labels));
    const auto value = promql::parse_number(word());
    if (!value) return std::unexpected(wrong("expected a number"));
    out.value = *value;
    const std::string_view time = word();
    if (!time.empty()) {
      std::int64_t ms = 0;
      const auto end = std::from_chars(time.data(), time.data() + time.size(), ms);
      if (end.ptr != time.data() + time.size()) {
        return std::unexpected(wrong("expected a time in milliseconds"));
      }
      out.time_ms = ms;
    }
    if (!word().empty()) return std::unexpected(wrong("expected the end of the line"));
    return out;
  }

 private:
  Error wrong(std::string_view what) const {
    return {Errc::invalid_input, fmt::format("column {}: {}", at_ + 1, what), ""};
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
      ++at_;
  }
  bool accept(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    skip_blanks();
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\t')
      ++at_;
    return text_.substr(start, at_ - start);
  }
  Result<std::string> name() {
    skip_blanks();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name(text_[at_], at_ == start))
      ++at_;
    if (at_ == start) return std::unexpected(wrong("expected a name"));
    return std::string(text_.substr(start, at_ - start));
  }
  Result<> labels(promql::Labels& out) {
    while (!accept('}')) {
      const std::string key = BRUNT_TRY(name());
      if (!accept('=') || !accept('"')) return std::unexpected(wrong("expected =\"value\""));
      std::string value = BRUNT_TRY(quoted());
      if (!value.empty()) out[key] = std::move(value);
      if (accept('}')) break;
      if (!accept(',')) return std::unexpected(wrong("expected , or }"));
    }
    return {};
  }
  Result<std::string> quoted() {
    std::string out;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] != '\\') {
        out += text_[at_];
        continue;
      }
      if (++at_ == text_.size()) break;
      out += text_[at_] == 'n' ? '\n' : text_[at_];
    }
    if (at_ == text_.size()) return std::unexpected(wrong("expected a closing quote"));
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string exposition_line(std::string_view name, const promql::Labels& labels, double value) {
  std::string out(name);
  char separator = '{';
  for (const auto& [key, text] : labels) {
    out += fmt::format("{}{}=\"{}\"", separator, key, escaped(text));
    separator = ',';
  }
  if (separator == ',') out += '}';
  return out + " " + promql::number_text(value) + "\n";
}

Result<std::vector<ScrapedSample>> read_exposition(std::string_view text) {
  std::vector<ScrapedSample> out;
  if (!text.empty() && !text.ends_with('\n')) {
    return std::unexpected(
        Error{Errc::invalid_input, "the last line does not end with a line end", ""});
  }
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#') continue;
    out.push_back(BRUNT_TRY(Line(content).sample(), fmt::format("line {}", number)));
  }
  return out;
}

}  // namespace brunt::sandbox::platform

#include "load/json_results.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "load/lines.h"

namespace brunt::load {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
      return;
  }
}

bool plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' &&
         c != '&';
}

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

template <class T>
brunt::Result<> take_number(const Json& object, const char* key, T& into) {
  const Json* value = find(object, key);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_number_integer()) return bad(fmt::format("'{}' is no whole number", key));
  into = value->get<T>();
  return {};
}

brunt::Result<> take_headers(const Json& object, Result& result) {
  const Json* headers = find(object, "headers");
  if (headers == nullptr || !headers->is_object()) return {};
  for (const auto& [name, values] : headers->items()) {
    if (!values.is_array()) return bad("'headers' holds no list");
    for (const Json& value : values) {
      if (value.is_string()) result.headers.emplace_back(name, value.get<std::string>());
    }
  }
  std::ranges::stable_sort(result.headers, {}, &std::pair<std::string, std::string>::first);
  return {};
}

brunt::Result<Result> parse_line(std::string_view line) {
  const Json object = BRUNT_TRY(parse_json(line));
  if (!object.is_object() || find(object, "timestamp") == nullptr) {
    return bad("no result: expected an object with a timestamp");
  }
  Result result;
  std::int64_t latency = 0;
  result.attack = string_or(object, "attack");
  BRUNT_TRY(take_number(object, "seq", result.seq));
  BRUNT_TRY(take_number(object, "code", result.code));
  result.timestamp = BRUNT_TRY(parse_time(string_or(object, "timestamp")));
  BRUNT_TRY(take_number(object, "latency", latency));
  result.latency = std::chrono::nanoseconds(latency);
  BRUNT_TRY(take_number(object, "bytes_out", result.bytes_out));
  BRUNT_TRY(take_number(object, "bytes_in", result.bytes_in));
  result.error = string_or(object, "error");
  result.body = BRUNT_TRY(from_base64(string_or(object, "body")));
  result.method = string_or(object, "method");
  result.url = string_or(object, "url");
  BRUNT_TRY(take_headers(object, result));
  classify(result);
  return result;
}

class JsonDecoder final : public Decoder {
 public:
  explicit JsonDecoder(ByteSource& source) : lines_(source) {}

  brunt::Result<bool> next(Result& into) override {
    while (true) {
      const auto found = BRUNT_TRY(lines_.next());
      if (!found) return false;
      const std::string_view line = trim(*found);
      if (line.empty()) continue;
      into = BRUNT_TRY(parse_line(line), fmt::format("line {}", lines_.number()));
      return true;
    }
  }

 private:
  Lines lines_;
};

void append_headers(std::string& out, const Result& result) {
  if (result.headers.empty()) {
    out += "null";
    return;
  }
  std::map<std::string_view, std::vector<std::string_view>> groups;
  for (const auto& [name, value] : result.headers)
    groups[name].push_back(value);
  char open = '{';
  for (const auto& [name, values] : groups) {
    out += std::exchange(open, ',');
    append_go_string(out, name);
    out += ':';
    char bracket = '[';
    for (const std::string_view value : values) {
      out += std::exchange(bracket, ',');
      append_go_string(out, value);
    }
    out += ']';
  }
  out += '}';
}

}  // namespace

void append_go_string(std::string& out, std::string_view text) {
  std::string repaired;
  if (first_invalid_utf8(text) != std::string_view::npos) {
    repaired = as_utf8(text);
    text = repaired;
  }
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == "\u2028" || three == "\u2029") {
      out += three == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (plain(text[i])) {
      out += text[i];
    } else {
      append_escaped(out, text[i]);
    }
  }
  out += '"';
}

std::string go_time(WallTime at) {
  std::string text = rfc3339(at, 9);
  const auto last = text.find_last_not_of("0Z");
  text.erase(text[last] == '.' ? last : last + 1);
  return text + "Z";
}

void append_json(std::string& out, const Result& result) {
  out += "{\"attack\":";
  append_go_string(out, result.attack);
  fmt::format_to(std::back_inserter(out), ",\"seq\":{},\"code\":{},\"timestamp\":\"{}\"",
                 result.seq, result.code, go_time(result.timestamp));
  fmt::format_to(std::back_inserter(out), ",\"latency\":{},\"bytes_out\":{},\"bytes_in\":{}",
                 result.latency.count(), result.bytes_out, result.bytes_in);
  out += ",\"error\":";
  append_go_string(out, result.error);
  out += ",\"body\":";
  out += result.body.empty() ? "null" : '"' + base64(result.body) + '"';
  out += ",\"method\":";
  append_go_string(out, result.method);
  out += ",\"url\":";
  append_go_string(out, result.url);
  out += ",\"headers\":";
  append_headers(out, result);
  out += "}\n";
}

std::unique_ptr<Decoder> json_decoder(ByteSource& source) {
  return std::make_unique<JsonDecoder>(source);
}

}  // namespace brunt::load

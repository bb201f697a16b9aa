#include "load/target.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "load/lines.h"
#include "load/url.h"

namespace brunt::load {
namespace {

bool is_method(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// As vegeta sees it: a word of capitals, then a blank.
bool looks_like_request(std::string_view line) {
  const auto blank = line.find_first_of(" \t");
  return blank != std::string_view::npos && is_method(line.substr(0, blank));
}

std::string shortened(std::string_view text) {
  return printable(text.size() > 80 ? text.substr(0, 80) : text);
}

/// Reads a target list line by line; knows where it is.
class HttpTargets final : public TargetReader {
 public:
  HttpTargets(ByteSource source, TargetDefaults defaults, ReadBody read_body, std::string name)
      : source_(std::move(source)),
        lines_(source_),
        defaults_(std::move(defaults)),
        read_body_(std::move(read_body)),
        name_(std::move(name)) {
    source_.release();
  }

  brunt::Result<std::optional<Target>> next() override {
    while (BRUNT_TRY(advance())) {
      if (line_.empty() || line_.starts_with('#')) continue;
      return BRUNT_TRY(read_target());
    }
    return std::nullopt;
  }

 private:
  /// To the next line, or again to the one that was put back. False at the end.
  brunt::Result<bool> advance() {
    if (std::exchange(put_back_, false)) return true;
    const auto line = BRUNT_TRY(lines_.next());
    if (!line) return false;
    line_ = trim(*line);
    return true;
  }

  std::unexpected<Error> bad(std::string_view what) const {
    return std::unexpected(
        Error{Errc::invalid_input, fmt::format("{}:{}: {}", name_, lines_.number(), what), {}});
  }

  brunt::Result<Target> read_target() {
    Target target{"", "", defaults_.headers, defaults_.body};
    BRUNT_TRY(read_request_line(target));
    for (bool first = true; BRUNT_TRY(advance()); first = false) {
      if (line_.empty()) break;
      if (first && looks_like_request(line_)) {
        put_back_ = true;
        break;
      }
      if (line_.starts_with('#')) continue;
      if (line_.starts_with('@')) {
        auto body = read_body_(line_.substr(1));
        if (!body) return bad("bad body: " + body.error().what);
        target.body = *std::move(body);
        break;
      }
      BRUNT_TRY(read_header(target));
    }
    return target;
  }

  brunt::Result<> read_request_line(Target& target) const {
    const auto blank = line_.find(' ');
    if (blank == std::string::npos) {
      return bad(fmt::format("bad target: found '{}', expected METHOD URL", shortened(line_)));
    }
    target.method = line_.substr(0, blank);
    target.url = trim(std::string_view(line_).substr(blank + 1));
    if (!is_method(target.method)) {
      return bad(fmt::format("bad method: found '{}', expected capitals such as GET",
                             shortened(target.method)));
    }
    if (const auto url = parse_url(target.url); !url) return bad("bad URL: " + url.error().what);
    return {};
  }

  brunt::Result<> read_header(Target& target) const {
    const std::string_view line = line_;
    const auto colon = line.find(':');
    const std::string_view key = trim(line.substr(0, colon));
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view() : trim(line.substr(colon + 1));
    if (looks_like_request(line) && line.find("://") != std::string_view::npos) {
      return bad(fmt::format("bad header: found the request '{}', expected an empty line before it",
                             shortened(line)));
    }
    if (!is_header_name(key) || value.empty()) {
      return bad(fmt::format("bad header: found '{}', expected Name: value", shortened(line)));
    }
    target.headers.emplace_back(key, value);
    return {};
  }

  ByteSource source_;
  Lines lines_;
  TargetDefaults defaults_;
  ReadBody read_body_;
  std::string name_, line_;
  bool put_back_ = false;
};

std::unexpected<Error> wrong(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

brunt::Result<std::string> text_at(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr) return wrong(fmt::format("bad target: '{}' is missing", key));
  if (!value->is_string()) {
    return wrong(fmt::format("bad target: '{}' is {}, expected text", key, value->type_name()));
  }
  return value->get<std::string>();
}

brunt::Result<> add_json_headers(Target& target, const Json& object) {
  const Json* headers = find(object, "header");
  if (headers == nullptr || headers->is_null()) return {};
  if (!headers->is_object()) return wrong("bad header: expected an object of lists of text");
  for (const auto& [key, values] : headers->items()) {
    if (!is_header_name(key)) {
      return wrong(fmt::format("bad header: found name '{}'", shortened(key)));
    }
    if (!values.is_array()) {
      return wrong(
          fmt::format("bad header: '{}' is {}, expected a list of text", key, values.type_name()));
    }
    for (const Json& value : values) {
      if (!value.is_string()) {
        return wrong(
            fmt::format("bad header: '{}' holds {}, expected text", key, value.type_name()));
      }
      const auto text = value.get<std::string>();
      if (text.find_first_of("\r\n") != std::string::npos) {
        return wrong(fmt::format("bad header: '{}' holds a line end", key));
      }
      target.headers.emplace_back(key, text);
    }
  }
  return {};
}

brunt::Result<Target> parse_json_target(std::string_view line, const net::Headers& headers,
                                        const std::string& body) {
  const Json object = BRUNT_TRY(parse_json(line));
  if (!object.is_object()) {
    return wrong(fmt::format("bad target: found {}, expected an object", object.type_name()));
  }
  Target target{"", "", headers, body};
  target.method = BRUNT_TRY(text_at(object, "method"));
  if (!is_header_name(target.method)) {
    return wrong(fmt::format("bad method: found '{}'", shortened(target.method)));
  }
  target.url = BRUNT_TRY(text_at(object, "url"));
  if (const auto url = parse_url(target.url); !url) return wrong("bad URL: " + url.error().what);
  if (const Json* own = find(object, "body"); own != nullptr && !own->is_null()) {
    auto bytes = from_base64(BRUNT_TRY(text_at(object, "body")));
    if (!bytes) return wrong("bad body: " + bytes.error().what + ", expected base64");
    target.body = *std::move(bytes);
  }
  BRUNT_TRY(add_json_headers(target, object));
  return target;
}

class JsonTargets final : public TargetReader {
 public:
  JsonTargets(ByteSource source, TargetDefaults defaults, std::string name)
      : source_(std::move(source)),
        lines_(source_),
        defaults_(std::move(defaults)),
        name_(std::move(name)) {
    source_.release();
  }

  brunt::Result<std::optional<Target>> next() override {
    while (true) {
      const auto line = BRUNT_TRY(lines_.next());
      if (!line) return std::nullopt;
      if (trim(*line).empty()) continue;
      auto target = parse_json_target(*line, defaults_.headers, defaults_.body);
      if (target) return *std::move(target);
      return wrong(fmt::format("{}:{}: {}", name_, lines_.number(), target.error().what));
    }
  }

 private:
  ByteSource source_;
  Lines lines_;
  TargetDefaults defaults_;
  std::string name_;
};

}  // namespace

bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != std::string_view::npos;
  });
}

std::unique_ptr<TargetReader> http_targets(ByteSource source, TargetDefaults defaults,
                                           ReadBody read_body, std::string name) {
  return std::make_unique<HttpTargets>(std::move(source), std::move(defaults), std::move(read_body),
                                       std::move(name));
}

std::unique_ptr<TargetReader> json_targets(ByteSource source, TargetDefaults defaults,
                                           std::string name) {
  return std::make_unique<JsonTargets>(std::move(source), std::move(defaults), std::move(name));
}

brunt::Result<std::vector<Target>> read_all_targets(TargetReader& reader) {
  std::vector<Target> targets;
  while (auto target = BRUNT_TRY(reader.next()))
    targets.push_back(*std::move(target));
  if (targets.empty()) return wrong("no targets to attack");
  return targets;
}

brunt::Result<std::vector<Target>> parse_http_targets(std::string_view text,
                                                      const net::Headers& headers,
                                                      const std::string& body,
                                                      const ReadBody& read_body,
                                                      std::string_view name) {
  return read_all_targets(
      *http_targets(ByteSource::of(text), {headers, body}, read_body, std::string(name)));
}

brunt::Result<std::vector<Target>> parse_json_targets(std::string_view text,
                                                      const net::Headers& headers,
                                                      const std::string& body,
                                                      std::string_view name) {
  return read_all_targets(*json_targets(ByteSource::of(text), {headers, body}, std::string(name)));
}

}  // namespace brunt::load

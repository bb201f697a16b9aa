#include "sandbox/cluster/query.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace brunt::sandbox::cluster {
namespace {

template <class T>
std::optional<T> whole_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<bool> go_bool(std::string_view text) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"})
    if (text == yes) return true;
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"})
    if (text == no) return false;
  return std::nullopt;
}

std::optional<std::string> value_of(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

Answer<bool> flag_of(const Query& query, std::string_view name) {
  const std::string text = value_of(query, name).value_or("");
  if (text.empty()) return false;
  const auto value = go_bool(text);
  if (!value)
    return std::unexpected(
        bad_request(fmt::format("{}: parsing \"{}\": invalid syntax", name, text)));
  return *value;
}

Answer<std::optional<std::int64_t>> number_of(const Query& query, std::string_view name) {
  const std::string text = value_of(query, name).value_or("");
  if (text.empty()) return std::nullopt;
  const auto value = whole_number<std::int64_t>(text);
  if (!value)
    return std::unexpected(
        bad_request(fmt::format("{}: parsing \"{}\": invalid syntax", name, text)));
  return *value;
}

Answer<ListOptions> list_options(const Query& query, std::string_view resource) {
  ListOptions out;
  auto labels = parse_label_selector(value_of(query, "labelSelector").value_or(""));
  if (!labels) return std::unexpected(bad_request(labels.error().what));
  auto fields = parse_field_selector(value_of(query, "fieldSelector").value_or(""), resource);
  if (!fields) return std::unexpected(bad_request(fields.error().what));
  out.labels = *std::move(labels);
  out.fields = *std::move(fields);
  for (const auto& [name, into] : {std::pair{"watch", &out.watch},
                                   {"allowWatchBookmarks", &out.bookmarks},
                                   {"sendInitialEvents", &out.initial_events}}) {
    const auto flag = flag_of(query, name);
    if (!flag) return std::unexpected(flag.error());
    *into = *flag;
  }
  for (const auto& [name, into] :
       {std::pair{"limit", &out.limit}, {"timeoutSeconds", &out.timeout_s}}) {
    const auto number = number_of(query, name);
    if (!number) return std::unexpected(number.error());
    if (*number && **number > 0) *into = *number;
  }
  const std::string version = value_of(query, "resourceVersion").value_or("");
  if (!version.empty() && version != "0") {
    out.version = whole_number<std::uint64_t>(version);
    if (!out.version)
      return std::unexpected(bad_request(fmt::format("invalid resource version: \"{}\"", version)));
  }
  if (const std::string token = value_of(query, "continue").value_or(""); !token.empty()) {
    const auto from = read_continue_token(token);
    if (!from) return std::unexpected(bad_request("continue key is not valid"));
    out.from = *from;
  }
  out.dry_run = value_of(query, "dryRun") == "All";
  return out;
}

std::string continue_token(std::string_view last, std::uint64_t version) {
  return base64(Json{{"v", "brunt/v1"}, {"rv", version}, {"start", last}}.dump());
}

std::optional<std::string> read_continue_token(std::string_view token) {
  const auto text = from_base64(token);
  if (!text) return std::nullopt;
  const auto document = parse_json(*text);
  if (!document || string_or(*document, "v") != "brunt/v1") return std::nullopt;
  return string_or(*document, "start");
}

}  // namespace brunt::sandbox::cluster

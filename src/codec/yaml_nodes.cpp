// The only file that uses libyaml. Its events become a list of nodes.

#include "codec/yaml_nodes.h"

#include <memory>
#include <optional>
#include <unordered_map>

#include <yaml.h>

namespace brunt::codec {
namespace {

constexpr std::size_t most_levels = 512;

Place place_of(const yaml_mark_t& mark) {
  return {mark.line + 1, mark.column + 1};
}

std::string text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

Problem not_yaml(Place place, std::string found) {
  Problem problem{.line = place.line, .column = place.column};
  problem.summary = "the file is not YAML";
  problem.found = std::move(found);
  problem.expected = "a YAML 1.1 document";
  problem.hint = "look at this place and at the indentation above it";
  problem.rule = "yaml/syntax";
  return problem;
}

class NodeReader {
 public:
  /// A finding ends the reading.
  std::optional<Problem> take(const yaml_event_t& event) {
    const Place place = place_of(event.start_mark);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        return document(place);
      case YAML_SCALAR_EVENT:
        return add(scalar(event, place), event.data.scalar.anchor);
      case YAML_SEQUENCE_START_EVENT:
        return open({.kind = YamlNode::Kind::sequence,
                     .tag = text_of(event.data.sequence_start.tag),
                     .place = place},
                    event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return open({.kind = YamlNode::Kind::mapping,
                     .tag = text_of(event.data.mapping_start.tag),
                     .place = place},
                    event.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        open_.pop_back();
        return {};
      case YAML_ALIAS_EVENT:
        return alias(text_of(event.data.alias.anchor), place);
      default:
        return {};
    }
  }

  YamlTree tree() && { return std::move(nodes_); }

 private:
  std::optional<Problem> document(Place place) {
    if (++documents_ == 1) return {};
    Problem problem{.line = place.line, .column = place.column};
    problem.summary = "the file holds more than one YAML document";
    problem.found = "a second document";
    problem.expected = "one experiment in one file";
    problem.hint = "put them in files of their own";
    problem.rule = "yaml/syntax";
    return problem;
  }

  static YamlNode scalar(const yaml_event_t& event, Place place) {
    const auto& data = event.data.scalar;
    return {.tag = text_of(data.tag),
            .text = std::string(reinterpret_cast<const char*>(data.value), data.length),
            .plain = data.style == YAML_PLAIN_SCALAR_STYLE,
            .place = place};
  }

  std::optional<Problem> add(YamlNode node, const yaml_char_t* anchor) {
    const std::size_t index = nodes_.size();
    if (anchor != nullptr) anchors_[text_of(anchor)] = index;
    hang(index);
    nodes_.push_back(std::move(node));
    return {};
  }

  std::optional<Problem> open(YamlNode node, const yaml_char_t* anchor) {
    if (open_.size() >= most_levels) return not_yaml(node.place, "more than 512 levels");
    const std::size_t index = nodes_.size();
    add(std::move(node), anchor);
    open_.push_back(index);
    return {};
  }

  std::optional<Problem> alias(const std::string& name, Place place) {
    const auto found = anchors_.find(name);
    if (found == anchors_.end())
      return not_yaml(place, "no anchor '" + name + "' before this alias");
    hang(found->second);
    return {};
  }

  void hang(std::size_t index) {
    if (!open_.empty()) nodes_[open_.back()].items.push_back(index);
  }

  YamlTree nodes_;
  std::vector<std::size_t> open_;
  std::unordered_map<std::string, std::size_t> anchors_;
  int documents_ = 0;
};

/// What the library found, where it says so itself.
Problem problem_of(const yaml_parser_t& parser) {
  std::string found = parser.problem == nullptr ? "bad file" : parser.problem;
  if (parser.context != nullptr) found = std::string(parser.context) + ": " + found;
  return not_yaml(place_of(parser.problem_mark), std::move(found));
}

}  // namespace

std::expected<YamlTree, Problem> read_yaml_nodes(std::string_view text) {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return std::unexpected(not_yaml({1, 1}, "no memory"));
  const std::unique_ptr<yaml_parser_t, void (*)(yaml_parser_t*)> parser_end(&parser,
                                                                            yaml_parser_delete);
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  NodeReader reader;
  for (bool ended = false; !ended;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) return std::unexpected(problem_of(parser));
    const std::unique_ptr<yaml_event_t, void (*)(yaml_event_t*)> event_end(&event,
                                                                           yaml_event_delete);
    if (auto problem = reader.take(event)) return std::unexpected(std::move(*problem));
    ended = event.type == YAML_STREAM_END_EVENT;
  }
  return std::move(reader).tree();
}

}  // namespace brunt::codec

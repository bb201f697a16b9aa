// A tree of YAML nodes becomes a value of ours; what a plain scalar means is decided in
// yaml_scalar.cpp, as YAML 1.1 has it.

#include "base/text.h"
#include "codec/document.h"
#include "codec/members.h"
#include "codec/way.h"
#include "codec/yaml_nodes.h"
#include "codec/yaml_scalar.h"

namespace brunt::codec {
namespace {

constexpr std::size_t most_values = 250'000;  // a few aliases of aliases would fill the memory
constexpr int most_levels = 512;

struct Stop {
  Problem problem;
};

Problem problem_at(Place place, std::string summary, std::string found, std::string expected,
                   std::string hint) {
  Problem problem{.line = place.line, .column = place.column};
  problem.summary = std::move(summary);
  problem.found = std::move(found);
  problem.expected = std::move(expected);
  problem.hint = std::move(hint);
  problem.rule = "yaml/syntax";
  return problem;
}

class YamlReader {
 public:
  explicit YamlReader(const YamlTree& tree) : tree_(tree) {}

  Document read(const YamlNode& root) {
    const std::size_t opened = document_.positions.open(root.place);
    document_.value = value(root, Way(), 0);
    document_.positions.close(opened);
    return std::move(document_);
  }

 private:
  [[noreturn]] void refuse(const YamlNode& node, std::string summary, std::string found,
                           std::string expected, std::string hint) const {
    throw Stop{problem_at(node.place, std::move(summary), std::move(found), std::move(expected),
                          std::move(hint))};
  }

  Json value(const YamlNode& node, const Way& way, int level) {
    if (level > most_levels || ++count_ > most_values) {
      refuse(node, "the document is too large once its aliases are followed",
             level > most_levels ? "more than 512 levels" : "more than 250 000 values",
             "an experiment", "use fewer aliases of aliases");
    }
    check_tag(node);
    if (node.kind == YamlNode::Kind::mapping) return object(node, way, level);
    if (node.kind == YamlNode::Kind::sequence) {
      Json out = Json::array();
      for (const std::size_t item : node.items) {
        const std::size_t opened = document_.positions.open(tree_[item].place);
        out.push_back(value(tree_[item], way / out.size(), level + 1));
        document_.positions.close(opened);
      }
      return out;
    }
    return scalar(node, way);
  }

  void check_tag(const YamlNode& node) const {
    const std::string& tag = node.tag;
    constexpr std::string_view standard = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "!") return;
    if (tag.starts_with(standard)) {
      const std::string name = tag.substr(standard.size());
      for (const auto* known : {"str", "int", "float", "bool", "null", "map", "seq", "timestamp"}) {
        if (name == known) return;
      }
    }
    refuse(node, "the file uses a YAML tag that means nothing here", "'" + tag + "'",
           "plain values", "delete the tag");
  }

  Json scalar(const YamlNode& node, const Way& way) {
    const std::string& text = node.text;
    if (is_text(node)) return text;
    Scalar resolved = resolve_yaml_scalar(text);
    if (!resolved.trap.empty()) {
      Problem problem =
          problem_at(node.place, "YAML reads " + text + " as " + resolved.trap,
                     text + ", which is " + to_text(resolved.value), "what you meant",
                     "write " + to_text(resolved.value) + ", or \"" + text + "\" for a text");
      problem.pointer = way.pointer();
      problem.is_warning = true;
      problem.rule = "yaml/surprising-value";
      document_.warnings.push_back(std::move(problem));
    }
    return tagged(node, std::move(resolved.value));
  }

  /// `value`, which the text of `node` is by itself, as the tag of `node` wants it.
  Json tagged(const YamlNode& node, Json value) const {
    const std::string_view kind = std::string_view(node.tag).substr(node.tag.rfind(':') + 1);
    if (kind == "null") return nullptr;
    if (kind == "float" && value.is_number()) return value.get<double>();
    const bool wrong = kind == "float" || (kind == "int" && !value.is_number_integer()) ||
                       (kind == "bool" && !value.is_boolean());
    if (wrong) {
      refuse(node, "a value is not what its YAML tag says", "'" + node.text + "'",
             kind == "bool" ? "true or false" : "a number", "delete the tag");
    }
    return value;
  }

  /// Quoted, or said to be a text.
  static bool is_text(const YamlNode& node) {
    return node.tag == "!" || node.tag.ends_with(":str") || (node.tag.empty() && !node.plain);
  }

  std::string key_text(const YamlNode& key) const {
    if (key.kind != YamlNode::Kind::scalar) {
      refuse(key, "a name is a list or a mapping", "a nested value", "a text",
             "put it in quotes if it is meant as text");
    }
    if (is_text(key)) return key.text;
    const Json resolved = resolve_yaml_scalar(key.text).value;
    return resolved.is_string() ? resolved.get<std::string>() : to_text(resolved);
  }

  Json object(const YamlNode& node, const Way& way, int level, bool is_merged = false) {
    Members::Object open = members_.open();
    Json merged = Json::object();
    for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
      const YamlNode& member = tree_[node.items[i]];
      const YamlNode& content = tree_[node.items[i + 1]];
      if (member.text == "<<" && member.kind == YamlNode::Kind::scalar && !is_text(member)) {
        merge(merged, content, way, level);
        continue;
      }
      std::string key = key_text(member);
      const bool first = members_.is_new(open, key);
      if (!first) repeated(member, key, (way / key).pointer());
      const std::size_t opened =
          document_.positions.open(content.place, key, member.place, is_merged);
      Json item = value(content, way / key, level + 1);
      document_.positions.close(opened);
      if (first) {
        members_.add(std::move(key), std::move(item));
      } else {
        members_.replace(open, key, std::move(item));
      }
    }
    Json own = members_.close(open);
    if (merged.empty()) return own;
    for (const auto& [key, item] : own.items())
      merged[key] = item;
    return merged;
  }

  void merge(Json& into, const YamlNode& from, const Way& way, int level) {
    if (level > most_levels) {
      refuse(from, "the document is nested too deeply", "more than 512 levels", "an experiment",
             "use fewer aliases of aliases");
    }
    if (from.kind == YamlNode::Kind::sequence) {
      for (const std::size_t part : from.items)
        merge(into, tree_[part], way, level + 1);
      return;
    }
    if (from.kind != YamlNode::Kind::mapping) {
      refuse(from, "a merge key needs a mapping", "'" + from.text + "'",
             "an alias of a mapping, or a list of them", "write <<: *name");
    }
    const Json other = object(from, way, level + 1, true);
    for (const auto& [key, item] : other.items()) {
      if (!into.contains(key)) into[key] = item;
    }
  }

  void repeated(const YamlNode& key, const std::string& name, const std::string& pointer) {
    Problem problem = problem_at(
        key.place, "\"" + name + "\" is written twice in one mapping; the last one counts",
        "a second \"" + name + "\"", "each name once", "delete one of them");
    problem.pointer = pointer;
    problem.is_warning = true;
    problem.rule = "document/repeated-name";
    document_.warnings.push_back(std::move(problem));
  }

  const YamlTree& tree_;
  std::size_t count_ = 0;
  Members members_;
  Document document_;
};

}  // namespace

Parsed parse_yaml_document(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto tree = read_yaml_nodes(text);
  if (!tree) return std::unexpected(tree.error());
  if (tree->empty() ||
      (tree->front().kind == YamlNode::Kind::scalar && trim(tree->front().text).empty())) {
    return std::unexpected(
        problem_at({1, 1}, "the file is empty", "nothing", "one mapping", "write an experiment"));
  }
  YamlReader reader(*tree);
  try {
    return reader.read(tree->front());
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.problem));
  }
}

}  // namespace brunt::codec

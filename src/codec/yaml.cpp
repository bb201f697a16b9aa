// The only file that uses yaml-cpp. Its node tree is turned into a value of ours; what a plain
// scalar means is decided in yaml_scalar.cpp, as YAML 1.1 has it.

#include <unordered_set>

#include <yaml-cpp/yaml.h>

#include "base/text.h"
#include "codec/document.h"
#include "codec/yaml_scalar.h"

namespace brunt::codec {
namespace {

constexpr std::size_t most_values = 1'000'000;  // a few aliases of aliases would fill the memory
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
  return problem;
}

class YamlReader {
 public:
  explicit YamlReader(std::string_view text) {
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      lines_.push_back(text.substr(start, end - start));
      start = end + 1;
    }
  }

  /// The library counts bytes; a reader counts characters.
  Place place(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const auto line = static_cast<std::size_t>(mark.line);
    const auto bytes = static_cast<std::size_t>(mark.column);
    std::size_t column = 1;
    if (line < lines_.size()) {
      for (const char c : lines_[line].substr(0, bytes)) {
        if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++column;
      }
    }
    return {line + 1, column};
  }

  Document read(const YAML::Node& root) {
    document_.value = value(root, "", 0);
    return std::move(document_);
  }

 private:
  [[noreturn]] void refuse(const YAML::Node& node, std::string summary, std::string found,
                           std::string expected, std::string hint) const {
    throw Stop{problem_at(place(node.Mark()), std::move(summary), std::move(found),
                          std::move(expected), std::move(hint))};
  }

  Json value(const YAML::Node& node, const std::string& pointer, int level) {
    if (level > most_levels || ++count_ > most_values) {
      refuse(node, "the document is too large once its aliases are followed",
             level > most_levels ? "more than 512 levels" : "more than a million values",
             "an experiment", "use fewer aliases of aliases");
    }
    document_.positions.values[pointer] = place(node.Mark());
    check_tag(node);
    if (node.IsMap()) return object(node, pointer, level);
    if (node.IsSequence()) {
      Json out = Json::array();
      for (const YAML::Node& item : node) {
        out.push_back(value(item, pointer + pointer_part(out.size()), level + 1));
      }
      return out;
    }
    return node.IsScalar() ? scalar(node, pointer) : Json(nullptr);
  }

  void check_tag(const YAML::Node& node) const {
    const std::string& tag = node.Tag();
    constexpr std::string_view standard = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!") return;
    if (tag.starts_with(standard)) {
      const std::string name = tag.substr(standard.size());
      for (const auto* known : {"str", "int", "float", "bool", "null", "map", "seq", "timestamp"}) {
        if (name == known) return;
      }
    }
    refuse(node, "the file uses a YAML tag that means nothing here", "'" + tag + "'",
           "plain values", "delete the tag");
  }

  Json scalar(const YAML::Node& node, const std::string& pointer) {
    const std::string& tag = node.Tag();
    const std::string& text = node.Scalar();
    if (tag == "!" || tag.ends_with(":str")) return text;  // quoted, or said to be a text
    Scalar resolved = resolve_yaml_scalar(text);
    if (!resolved.trap.empty()) {
      Problem problem =
          problem_at(place(node.Mark()), "YAML reads " + text + " as " + resolved.trap,
                     text + ", which is " + to_text(resolved.value), "what you meant",
                     "write " + to_text(resolved.value) + ", or \"" + text + "\" for a text");
      problem.pointer = pointer;
      problem.is_warning = true;
      document_.warnings.push_back(std::move(problem));
    }
    return std::move(resolved.value);
  }

  std::string key_text(const YAML::Node& key) const {
    if (!key.IsScalar() && !key.IsNull()) {
      refuse(key, "a name is a list or a mapping", "a nested value", "a text",
             "put it in quotes if it is meant as text");
    }
    if (key.IsNull()) return "null";
    if (key.Tag() == "!") return key.Scalar();
    const Json resolved = resolve_yaml_scalar(key.Scalar()).value;
    return resolved.is_string() ? resolved.get<std::string>() : to_text(resolved);
  }

  Json object(const YAML::Node& node, const std::string& pointer, int level) {
    Json own = Json::object();
    Json merged = Json::object();
    std::unordered_set<std::string> seen;
    for (const auto& member : node) {
      if (member.first.IsScalar() && member.first.Scalar() == "<<" && member.first.Tag() != "!") {
        merge(merged, member.second, pointer, level);
        continue;
      }
      const std::string key = key_text(member.first);
      const std::string at = pointer + pointer_part(key);
      const bool first = seen.insert(key).second;
      if (!first) repeated(member.first, key, at);
      document_.positions.keys[at] = place(member.first.Mark());
      Json item = value(member.second, at, level + 1);
      if (first) {
        // operator[] would look through all members, which is slow where there are many.
        own.get_ref<Json::object_t&>().emplace_back(key, std::move(item));
      } else {
        own[key] = std::move(item);
      }
    }
    if (merged.empty()) return own;
    for (const auto& [key, item] : own.items())
      merged[key] = item;
    return merged;
  }

  void merge(Json& into, const YAML::Node& from, const std::string& pointer, int level) {
    if (from.IsSequence()) {
      for (const YAML::Node& part : from)
        merge(into, part, pointer, level);
      return;
    }
    if (!from.IsMap()) {
      refuse(from, "a merge key needs a mapping", "'" + from.Scalar() + "'",
             "an alias of a mapping, or a list of them", "write <<: *name");
    }
    const Json other = object(from, pointer, level + 1);
    for (const auto& [key, item] : other.items()) {
      if (!into.contains(key)) into[key] = item;
    }
  }

  void repeated(const YAML::Node& key, const std::string& name, const std::string& pointer) {
    Problem problem = problem_at(
        place(key.Mark()), "\"" + name + "\" is written twice in one mapping; the last one counts",
        "a second \"" + name + "\"", "each name once", "delete one of them");
    problem.pointer = pointer;
    problem.is_warning = true;
    document_.warnings.push_back(std::move(problem));
  }

  std::vector<std::string_view> lines_;
  std::size_t count_ = 0;
  Document document_;
};

}  // namespace

Parsed parse_yaml_document(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  YamlReader reader(text);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) {
      return std::unexpected(problem_at(
          reader.place(documents[1].Mark()), "the file holds more than one YAML document",
          std::to_string(documents.size()) + " documents", "one experiment in one file",
          "put them in files of their own"));
    }
    if (documents.empty() || documents.front().IsNull()) {
      return std::unexpected(
          problem_at({1, 1}, "the file is empty", "nothing", "one mapping", "write an experiment"));
    }
    return reader.read(documents.front());
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.problem));
  } catch (const YAML::Exception& error) {
    return std::unexpected(problem_at(reader.place(error.mark), "the file is not YAML", error.msg,
                                      "a YAML 1.1 document",
                                      "look at this place and at the indentation above it"));
  } catch (const std::exception& error) {
    return std::unexpected(problem_at({1, 1}, "the file is not YAML", error.what(),
                                      "a YAML 1.1 document", "check the file"));
  }
}

}  // namespace brunt::codec

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::cluster {

/// One condition of a label selector.
struct LabelRule {
  enum class Kind { in, not_in, exists, absent };
  std::string key;
  Kind kind = Kind::exists;
  std::vector<std::string> values;  ///< one for `=`, `==` and `!=`

  friend bool operator==(const LabelRule&, const LabelRule&) = default;
};

/// All rules must hold; none selects everything.
using LabelSelector = std::vector<LabelRule>;

/// Reads `a=b,c!=d,e in (x, y),f notin (z),g,!h`. Errors: `invalid_input`, naming the offence.
/// Source: Kubernetes, "Labels and selectors", the grammar of package labels.
Result<LabelSelector> parse_label_selector(std::string_view text);

/// From a LabelSelector object: `matchLabels` and `matchExpressions`; a flat map (as a Service has)
/// when `flat`. Errors: `invalid_input`.
Result<LabelSelector> label_selector_of(const Json& selector, bool flat = false);

bool matches(const LabelSelector& selector, const Json& labels);

/// Back to text, as kubectl would write it.
std::string print_selector(const LabelSelector& selector);

/// One condition of a field selector: a path such as `status.phase` and its text.
struct FieldRule {
  std::string path;
  bool equal = true;
  std::string value;

  friend bool operator==(const FieldRule&, const FieldRule&) = default;
};
using FieldSelector = std::vector<FieldRule>;

/// Reads `a=b,c==d,e!=f`. `resource` is the plural name: fields that this resource cannot be asked
/// for are `invalid_input`, as in a real API server (it answers 400).
Result<FieldSelector> parse_field_selector(std::string_view text, std::string_view resource);

bool matches(const FieldSelector& selector, const Json& object);

}  // namespace brunt::sandbox::cluster

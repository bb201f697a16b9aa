#pragma once

#include <compare>
#include <string>

#include "base/json.h"

namespace brunt::analysis {

/// Python's `==`: booleans are 0 and 1, whole and floating-point numbers compare exactly, arrays
/// and objects deeply, numbers never equal texts. Source: experiment format section 11.4.
bool python_equal(const Json& a, const Json& b);

/// Can Python's `<=` order the two? Numbers with numbers, texts with texts.
bool python_comparable(const Json& a, const Json& b);

/// Order of two comparable values; `unordered` when one is not a number, or they are not
/// comparable.
std::partial_ordering python_order(const Json& a, const Json& b);

/// Python's truth: null, false, 0, "", [] and {} are false.
bool python_truth(const Json& value);

/// "a text", "a number", "null" and so on, for messages.
std::string kind_of(const Json& value);

/// A value for a message, cut at 80 characters.
std::string short_text(const Json& value);

}  // namespace brunt::analysis

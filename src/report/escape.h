#pragma once

#include <string>
#include <string_view>

namespace brunt::report {

/// `text` safe between tags and inside a quoted attribute. Bytes that are no UTF-8 become U+FFFD,
/// control characters their pictures (U+2400 on), so nothing hides.
std::string escape(std::string_view text);

/// `escape(text)` inside `<bdi>`: a name from the experiment within a sentence of ours.
std::string name(std::string_view text);

/// A sentence of ours: escaped, with a narrow no-break space between a number and its unit.
std::string typeset(std::string_view text);

/// `typeset` with a capital first letter and a full stop: a phrase that stands alone.
std::string sentence(std::string_view text);

/// The same without the full stop: a head.
std::string capital(std::string_view text);

/// `text` as a CSS string with its quotes; at most `most` code points, then an ellipsis.
std::string css_string(std::string_view text, std::size_t most);

/// The first `most` code points of `text`, with an ellipsis when something was left out.
std::string shortened(std::string_view text, std::size_t most);

/// Number of code points.
std::size_t length(std::string_view text);

}  // namespace brunt::report

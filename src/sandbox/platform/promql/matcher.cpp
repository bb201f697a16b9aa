#include "sandbox/platform/promql/matcher.h"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

namespace brunt::sandbox::platform::promql {

Outcome<Matcher> Matcher::make(std::string name, Op op, std::string value) {
  Matcher out;
  out.name_ = std::move(name);
  out.value_ = std::move(value);
  out.op_ = op;
  if (op == Op::matches || op == Op::matches_not) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    out.pattern_ = std::make_shared<re2::RE2>("^(?:" + out.value_ + ")$", options);
    if (!out.pattern_->ok()) {
      return std::unexpected(QueryError{
          QueryError::Kind::bad_data,
          fmt::format("error parsing regexp: {}: `{}`", out.pattern_->error(), out.value_)});
    }
  }
  return out;
}

bool Matcher::accepts(std::string_view value) const {
  switch (op_) {
    case Op::equal:
      return value == value_;
    case Op::not_equal:
      return value != value_;
    case Op::matches:
    case Op::matches_not:
      break;
  }
  const re2::StringPiece text(value.data(), value.size());
  return re2::RE2::FullMatch(text, *pattern_) == (op_ == Op::matches);
}

bool accept(const std::vector<Matcher>& matchers, const Labels& labels) {
  return std::ranges::all_of(matchers, [&](const Matcher& matcher) {
    const auto found = labels.find(matcher.name());
    return matcher.accepts(found == labels.end() ? std::string_view() : found->second);
  });
}

}  // namespace brunt::sandbox::platform::promql

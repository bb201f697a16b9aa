#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/cluster/selector.h"
#include "sandbox/cluster/status.h"

namespace brunt::sandbox::cluster {

using Query = std::vector<std::pair<std::string, std::string>>;

template <class T>
using Answer = std::expected<T, Failure>;

/// Go's strconv.ParseBool: 1 t T TRUE true True, 0 f F FALSE false False; nothing for all else.
std::optional<bool> go_bool(std::string_view text);

std::optional<std::string> value_of(const Query& query, std::string_view name);
/// Absent, empty: false. Wrong: 400, as a real API server.
Answer<bool> flag_of(const Query& query, std::string_view name);
/// Absent, empty: nothing. Wrong: 400.
Answer<std::optional<std::int64_t>> number_of(const Query& query, std::string_view name);

/// What a list or watch asks for.
struct ListOptions {
  LabelSelector labels;
  FieldSelector fields;
  bool watch = false, bookmarks = false, initial_events = false;
  std::optional<std::int64_t> limit, timeout_s;
  std::string from;                      ///< name after which the page starts (out of `continue`)
  std::optional<std::uint64_t> version;  ///< resourceVersion; "" and "0" are nothing
  bool dry_run = false;
};

/// Unknown parameters are ignored. `resource` as in parse_field_selector.
Answer<ListOptions> list_options(const Query& query, std::string_view resource);

/// Opaque token for the page after `last` (namespace, line end, name) of a list at `version`, and
/// back.
std::string continue_token(std::string_view last, std::uint64_t version);
std::optional<std::string> read_continue_token(std::string_view token);

}  // namespace brunt::sandbox::cluster

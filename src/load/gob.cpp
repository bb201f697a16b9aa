#include "load/gob.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "load/gob_types.h"

namespace brunt::load {
namespace {

using gob::put_number;
using gob::put_signed;
using gob::put_text;

// The ids Go gives them too: 64 for the first type of a program, then in order of first use.
constexpr std::int64_t result_id = 64, time_id = 65, values_id = 66, header_id = 67;

constexpr std::int64_t year_1_to_1970 = 62'135'596'800;  // seconds

/// vegeta's record; the order is that of the field numbers.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 12> fields = {{
    {"Attack", gob::text},
    {"Seq", gob::unsigned_integer},
    {"Code", gob::unsigned_integer},
    {"Timestamp", time_id},
    {"Latency", gob::integer},
    {"BytesOut", gob::unsigned_integer},
    {"BytesIn", gob::unsigned_integer},
    {"Error", gob::text},
    {"Body", gob::bytes},
    {"Method", gob::text},
    {"URL", gob::text},
    {"Headers", header_id},
}};

void put_message(std::string& out, std::string_view payload) {
  put_number(out, payload.size());
  out += payload;
}

/// `kind` is the field of wireType: 2 slice, 3 structure, 4 map, 5 GobEncoder.
void put_type(std::string& out, std::int64_t id, unsigned kind, std::string_view name,
              std::string_view rest) {
  std::string payload;
  put_signed(payload, -id);
  put_number(payload, kind);
  put_number(payload, 1);  // CommonType
  if (!name.empty()) {
    put_number(payload, 1);
    put_text(payload, name);
  }
  put_number(payload, name.empty() ? 2 : 1);
  put_signed(payload, id);
  put_number(payload, 0);
  payload += rest;
  put_number(payload, 0);
  put_number(payload, 0);
  put_message(out, payload);
}

std::string field_list() {
  std::string list;
  put_number(list, 1);
  put_number(list, fields.size());
  for (const auto& [name, type] : fields) {
    put_number(list, 1);
    put_text(list, name);
    put_number(list, 1);
    put_signed(list, type);
    put_number(list, 0);
  }
  return list;
}

/// Go's time.MarshalBinary, version 1, UTC.
std::string time_bytes(WallTime at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto seconds =
      static_cast<std::uint64_t>(whole.time_since_epoch().count() + year_1_to_1970);
  const auto nanos = static_cast<std::uint64_t>((at - whole).count());
  std::string out("\x01");
  for (unsigned i = 8; i-- > 0;)
    out += static_cast<char>((seconds >> (8 * i)) & 0xffU);
  for (unsigned i = 4; i-- > 0;)
    out += static_cast<char>((nanos >> (8 * i)) & 0xffU);
  out += "\xff\xff";
  return out;
}

brunt::Result<WallTime> read_time(std::string_view bytes) {
  if (bytes.size() < 15 || (bytes[0] != 1 && bytes[0] != 2)) {
    return std::unexpected(Error{Errc::invalid_input, "gob: unknown form of a time", {}});
  }
  std::uint64_t since_year_1 = 0;
  std::uint64_t nanos = 0;
  for (const char c : bytes.substr(1, 8)) {
    since_year_1 = (since_year_1 << 8U) | static_cast<unsigned char>(c);
  }
  for (const char c : bytes.substr(9, 4))
    nanos = (nanos << 8U) | static_cast<unsigned char>(c);
  const auto seconds = static_cast<std::int64_t>(since_year_1 - year_1_to_1970);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  if (seconds > most || seconds < -most || nanos >= 1'000'000'000) return WallTime{};
  return WallTime(
      std::chrono::nanoseconds(seconds * 1'000'000'000 + static_cast<std::int64_t>(nanos)));
}

/// A header's values by name, in the order of their first use.
std::map<std::string_view, std::vector<std::string_view>> grouped(const Result& result) {
  std::map<std::string_view, std::vector<std::string_view>> groups;
  for (const auto& [name, value] : result.headers)
    groups[name].push_back(value);
  return groups;
}

/// Reads a whole stream into results.
class StreamReader {
 public:
  StreamReader(std::string_view bytes, const std::function<bool(const Result&)>& on_result)
      : stream_(bytes), on_result_(on_result) {}

  brunt::Result<> read() {
    bool more = true;
    while (more && !stream_.empty()) {
      gob::Reader message(BRUNT_TRY(stream_.text()));
      more = BRUNT_TRY(read_message(message));
    }
    if (count_ > 0) return {};
    return std::unexpected(Error{Errc::invalid_input, "gob: no results", {}});
  }

 private:
  brunt::Result<bool> read_message(gob::Reader& message) {
    const std::int64_t id = BRUNT_TRY(message.signed_number());
    if (id < 0) {
      types_[-id] = BRUNT_TRY(gob::read_type(message));
      return true;
    }
    const auto type = types_.find(id);
    if (type == types_.end() || type->second.kind != gob::Type::Kind::structure) {
      return std::unexpected(Error{Errc::invalid_input, "gob: no result but another value", {}});
    }
    Result result;
    BRUNT_TRY(read_result(message, type->second, result));
    ++count_;
    return on_result_(result);
  }

  brunt::Result<> read_result(gob::Reader& message, const gob::Type& type, Result& result) {
    std::uint64_t field = 0;
    while (true) {
      const std::uint64_t delta = BRUNT_TRY(message.number());
      if (delta == 0) break;
      field += delta;
      if (field > type.fields.size()) {
        return std::unexpected(Error{Errc::invalid_input, "gob: unknown field", {}});
      }
      BRUNT_TRY(read_field(message, type.fields[field - 1], result));
    }
    if (result.code != 0 && !succeeded(result)) result.error_class = ErrorClass::status;
    if (result.code == 0) result.error_class = class_of_error(result.error);
    return {};
  }

  brunt::Result<> read_field(gob::Reader& message, const gob::Type::Field& field, Result& result) {
    const std::string_view name = field.name;
    const auto number = [&](auto& into) -> brunt::Result<> {
      into = static_cast<std::remove_reference_t<decltype(into)>>(BRUNT_TRY(message.number()));
      return {};
    };
    const auto text = [&](std::string& into) -> brunt::Result<> {
      into = BRUNT_TRY(message.text());
      return {};
    };
    const bool is_number = field.type == gob::unsigned_integer;
    const bool is_text = field.type == gob::text || field.type == gob::bytes;
    if (is_text && name == "Attack") return text(result.attack);
    if (is_number && name == "Seq") return number(result.seq);
    if (is_number && name == "Code") return number(result.code);
    if (is_number && name == "BytesOut") return number(result.bytes_out);
    if (is_number && name == "BytesIn") return number(result.bytes_in);
    if (is_text && name == "Error") return text(result.error);
    if (is_text && name == "Body") return text(result.body);
    if (is_text && name == "Method") return text(result.method);
    if (is_text && name == "URL") return text(result.url);
    if (field.type == gob::integer && name == "Latency") {
      result.latency = std::chrono::nanoseconds(BRUNT_TRY(message.signed_number()));
      return {};
    }
    const auto type = types_.find(field.type);
    if (name == "Timestamp" && type != types_.end() &&
        type->second.kind == gob::Type::Kind::opaque) {
      const std::string_view bytes = BRUNT_TRY(message.text());
      result.timestamp = BRUNT_TRY(read_time(bytes));
      return {};
    }
    if (name == "Headers" && is_header(field.type)) return read_headers(message, result);
    return gob::skip(message, types_, field.type);
  }

  /// A map of text to lists of text?
  bool is_header(std::int64_t id) const {
    const auto map = types_.find(id);
    if (map == types_.end() || map->second.kind != gob::Type::Kind::map) return false;
    const auto list = types_.find(map->second.element);
    return map->second.key == gob::text && list != types_.end() &&
           list->second.kind == gob::Type::Kind::slice && list->second.element == gob::text;
  }

  static brunt::Result<> read_headers(gob::Reader& message, Result& result) {
    const std::uint64_t names = BRUNT_TRY(message.number());
    for (std::uint64_t i = 0; i < names; ++i) {
      const std::string_view name = BRUNT_TRY(message.text());
      const std::uint64_t values = BRUNT_TRY(message.number());
      for (std::uint64_t j = 0; j < values; ++j) {
        result.headers.emplace_back(name, BRUNT_TRY(message.text()));
      }
    }
    std::ranges::stable_sort(result.headers, {}, &std::pair<std::string, std::string>::first);
    return {};
  }

  gob::Reader stream_;
  const std::function<bool(const Result&)>& on_result_;
  gob::Types types_;
  std::uint64_t count_ = 0;
};

}  // namespace

std::string gob_preamble() {
  std::string out;
  put_type(out, result_id, 3, "Result", field_list());
  put_type(out, time_id, 5, "Time", "");
  std::string map;
  put_number(map, 1);
  put_signed(map, gob::text);
  put_number(map, 1);
  put_signed(map, values_id);
  put_type(out, header_id, 4, "Header", map);
  std::string slice;
  put_number(slice, 1);
  put_signed(slice, gob::text);
  put_type(out, values_id, 2, "", slice);
  return out;
}

void append_gob(std::string& out, const Result& result) {
  std::string payload;
  put_signed(payload, result_id);
  std::uint64_t last = 0;
  const auto field = [&](std::uint64_t number) {
    put_number(payload, number - last);
    last = number;
  };
  const auto put_if = [&](std::uint64_t number, std::uint64_t value) {
    if (value == 0) return;
    field(number);
    put_number(payload, value);
  };
  const auto text_if = [&](std::uint64_t number, std::string_view value) {
    if (value.empty()) return;
    field(number);
    put_text(payload, value);
  };
  text_if(1, result.attack);
  put_if(2, result.seq);
  put_if(3, static_cast<std::uint64_t>(result.code));
  field(4);
  put_text(payload, time_bytes(result.timestamp));
  if (result.latency.count() != 0) {
    field(5);
    put_signed(payload, result.latency.count());
  }
  put_if(6, result.bytes_out);
  put_if(7, result.bytes_in);
  text_if(8, result.error);
  text_if(9, result.body);
  text_if(10, result.method);
  text_if(11, result.url);
  if (!result.headers.empty()) {
    field(12);
    const auto groups = grouped(result);
    put_number(payload, groups.size());
    for (const auto& [name, values] : groups) {
      put_text(payload, name);
      put_number(payload, values.size());
      for (const std::string_view value : values)
        put_text(payload, value);
    }
  }
  put_number(payload, 0);
  put_message(out, payload);
}

brunt::Result<> read_gob(std::string_view bytes,
                         const std::function<bool(const Result&)>& on_result) {
  return StreamReader(bytes, on_result).read();
}

bool looks_like_gob(std::string_view bytes) {
  gob::Reader stream(bytes);
  const auto size = stream.number();
  if (!size || *size == 0) return false;
  gob::Reader message(stream.rest());
  const auto id = message.signed_number();
  if (!id || *id >= 0) return false;
  const auto type = gob::read_type(message);
  return type && type->kind == gob::Type::Kind::structure;
}

}  // namespace brunt::load

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

std::unexpected<Error> cut_short() {
  return std::unexpected(Error{Errc::invalid_input, "unexpected EOF", {}});
}

/// Reads a stream message by message.
class GobDecoder final : public Decoder {
 public:
  explicit GobDecoder(ByteSource& source) : source_(source) {}

  brunt::Result<bool> next(Result& into) override {
    while (true) {
      const std::size_t size = BRUNT_TRY(message_size());
      if (size == 0) return false;
      gob::Reader message(source_.window().substr(0, size));
      const bool is_result = BRUNT_TRY(read_message(message, into));
      source_.take(size);
      if (is_result) return true;
    }
  }

 private:
  /// Waits for `size` bytes in the window.
  brunt::Result<bool> wait_for(std::size_t size) {
    while (source_.window().size() < size) {
      if (!BRUNT_TRY(source_.more())) return false;
    }
    return true;
  }

  /// Takes the length before a message and waits for all of the message; 0 at the end.
  brunt::Result<std::size_t> message_size() {
    while (true) {
      if (!BRUNT_TRY(wait_for(1))) return std::size_t{0};
      const auto first = static_cast<unsigned char>(source_.window()[0]);
      const std::size_t digits = first < 128 ? 0 : 256U - first;
      if (!BRUNT_TRY(wait_for(1 + std::min<std::size_t>(digits, 8)))) return cut_short();
      gob::Reader length(source_.window());
      const std::uint64_t size = BRUNT_TRY(length.number());
      if (size >= std::uint64_t{1} << 30U) {
        return std::unexpected(Error{Errc::invalid_input, "gob: message too big", {}});
      }
      source_.take(1 + digits);
      if (!BRUNT_TRY(wait_for(size))) return cut_short();
      if (size > 0) return static_cast<std::size_t>(size);
    }
  }

  /// Was it a result, not a definition?
  brunt::Result<bool> read_message(gob::Reader& message, Result& into) {
    const std::int64_t id = BRUNT_TRY(message.signed_number());
    if (id == std::numeric_limits<std::int64_t>::min()) {
      return std::unexpected(Error{Errc::invalid_input, "gob: bad data: no such type", {}});
    }
    if (id < 0) {
      types_[-id] = BRUNT_TRY(gob::read_type(message));
      return false;
    }
    const auto type = types_.find(id);
    if (type == types_.end() || type->second.kind != gob::Type::Kind::structure) {
      return std::unexpected(Error{Errc::invalid_input, "gob: no result but another value", {}});
    }
    reset(into);
    BRUNT_TRY(read_result(message, type->second, into));
    return true;
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
    classify(result);
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

  ByteSource& source_;
  gob::Types types_;
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

std::unique_ptr<Decoder> gob_decoder(ByteSource& source) {
  return std::make_unique<GobDecoder>(source);
}

}  // namespace brunt::load

#include "load/gob_types.h"

#include <fmt/format.h>

namespace brunt::load::gob {
namespace {

constexpr int deepest = 32;

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, "gob: " + std::move(what), {}});
}

/// Walks the fields of a structure: `on_field(number)` reads each value.
template <class OnField>
brunt::Result<> each_field(Reader& reader, OnField on_field) {
  std::uint64_t field = 0;
  while (true) {
    const std::uint64_t delta = BRUNT_TRY(reader.number());
    if (delta == 0) return {};
    field += delta;
    BRUNT_TRY(on_field(field));
  }
}

brunt::Result<> read_common(Reader& reader, Type& type) {
  return each_field(reader, [&](std::uint64_t field) -> brunt::Result<> {
    if (field == 1) {
      type.name = BRUNT_TRY(reader.text());
    } else {
      // The type's own id: the message says it as well.
      static_cast<void>(BRUNT_TRY(reader.signed_number()));
    }
    return {};
  });
}

brunt::Result<> read_field_list(Reader& reader, Type& type) {
  const std::uint64_t count = BRUNT_TRY(reader.number());
  for (std::uint64_t i = 0; i < count; ++i) {
    Type::Field made;
    const auto on_field = [&](std::uint64_t field) -> brunt::Result<> {
      if (field == 1) {
        made.name = BRUNT_TRY(reader.text());
      } else {
        made.type = BRUNT_TRY(reader.signed_number());
      }
      return {};
    };
    BRUNT_TRY(each_field(reader, on_field));
    type.fields.push_back(std::move(made));
  }
  return {};
}

/// The body of arrayType, sliceType, structType, mapType or one of the encoder types.
brunt::Result<> read_kind(Reader& reader, Type& type) {
  return each_field(reader, [&](std::uint64_t field) -> brunt::Result<> {
    if (field == 1) return read_common(reader, type);
    if (type.kind == Type::Kind::structure) return read_field_list(reader, type);
    const std::int64_t value = BRUNT_TRY(reader.signed_number());
    const bool is_key = type.kind == Type::Kind::map && field == 2;
    const bool is_length = type.kind == Type::Kind::array && field == 3;
    if (is_key) {
      type.key = value;
    } else if (!is_length) {
      type.element = value;
    }
    return {};
  });
}

brunt::Result<> skip_many(Reader& reader, const Types& types, const Type& type, int depth) {
  const std::uint64_t count = BRUNT_TRY(reader.number());
  if (count > reader.rest().size()) return bad("a list is longer than its message");
  for (std::uint64_t i = 0; i < count; ++i) {
    if (type.kind == Type::Kind::map) BRUNT_TRY(skip(reader, types, type.key, depth));
    BRUNT_TRY(skip(reader, types, type.element, depth));
  }
  return {};
}

}  // namespace

brunt::Result<std::string_view> Reader::take(std::uint64_t size) {
  if (size > rest_.size()) return bad("cut short");
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

brunt::Result<std::uint64_t> Reader::number() {
  const auto first = static_cast<unsigned char>(BRUNT_TRY(take(1))[0]);
  if (first < 128) return first;
  const unsigned size = 256U - first;
  if (size > 8) return bad(fmt::format("a number of {} bytes", size));
  std::uint64_t value = 0;
  const std::string_view digits = BRUNT_TRY(take(size));
  for (const char byte : digits) {
    value = (value << 8U) | static_cast<unsigned char>(byte);
  }
  return value;
}

brunt::Result<std::int64_t> Reader::signed_number() {
  const std::uint64_t coded = BRUNT_TRY(number());
  const auto half = static_cast<std::int64_t>(coded >> 1U);
  return (coded & 1U) != 0 ? ~half : half;
}

brunt::Result<std::string_view> Reader::text() {
  const std::uint64_t size = BRUNT_TRY(number());
  return take(size);
}

brunt::Result<Type> read_type(Reader& reader) {
  Type type;
  const auto on_field = [&](std::uint64_t field) -> brunt::Result<> {
    using Kind = Type::Kind;
    constexpr Kind kinds[] = {Kind::array, Kind::slice, Kind::structure, Kind::map};
    type.kind = field <= 4 ? kinds[field - 1] : Kind::opaque;
    return read_kind(reader, type);
  };
  BRUNT_TRY(each_field(reader, on_field));
  return type;
}

brunt::Result<> skip(Reader& reader, const Types& types, std::int64_t id, int depth) {
  if (depth > deepest) return bad("types nest too deeply");
  switch (id) {
    case boolean:
    case unsigned_integer:
    case integer:
    case floating:
      static_cast<void>(BRUNT_TRY(reader.number()));
      return {};
    case bytes:
    case text:
      BRUNT_TRY(reader.text());
      return {};
    case complex:
      static_cast<void>(BRUNT_TRY(reader.number()));
      static_cast<void>(BRUNT_TRY(reader.number()));
      return {};
    default:
      break;
  }
  const auto known = types.find(id);
  if (known == types.end()) return bad(fmt::format("unknown type {}", id));
  const Type& type = known->second;
  switch (type.kind) {
    case Type::Kind::opaque:
      BRUNT_TRY(reader.text());
      return {};
    case Type::Kind::structure:
      return each_field(reader, [&](std::uint64_t field) -> brunt::Result<> {
        if (field > type.fields.size()) return bad("unknown field");
        return skip(reader, types, type.fields[field - 1].type, depth + 1);
      });
    default:
      return skip_many(reader, types, type, depth + 1);
  }
}

void put_number(std::string& out, std::uint64_t value) {
  if (value < 128) {
    out += static_cast<char>(value);
    return;
  }
  unsigned size = 8;
  while (size > 1 && (value >> (8 * (size - 1))) == 0)
    --size;
  out += static_cast<char>(256U - size);
  for (unsigned i = size; i-- > 0;)
    out += static_cast<char>((value >> (8 * i)) & 0xffU);
}

void put_signed(std::string& out, std::int64_t value) {
  const auto shifted = static_cast<std::uint64_t>(value) << 1U;
  put_number(out, value < 0 ? ~shifted : shifted);
}

void put_text(std::string& out, std::string_view value) {
  put_number(out, value.size());
  out += value;
}

}  // namespace brunt::load::gob

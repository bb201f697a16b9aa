#include "codec/yaml_text.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include <yaml.h>

#include "base/text.h"
#include "codec/yaml_scalar.h"

namespace brunt::codec {
namespace {

/// libyaml's emitter, and the text it makes.
class Writer {
 public:
  Writer() {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_output(&emitter_, append, &text_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_indent(&emitter_, 2);
    yaml_emitter_set_width(&emitter_, -1);
  }
  ~Writer() { yaml_emitter_delete(&emitter_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  std::string write(const Json& value, KeyOrder order) {
    yaml_event_t event;
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(event);
    yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1);
    emit(event);
    put(value, order);
    yaml_document_end_event_initialize(&event, 1);
    emit(event);
    yaml_stream_end_event_initialize(&event);
    emit(event);
    yaml_emitter_flush(&emitter_);
    const bool open_end = !value.is_structured() && !text_.starts_with('\'') &&
                          !text_.starts_with('"') && !text_.ends_with("...\n");
    if (open_end) text_ += "...\n";
    return std::move(text_);
  }

 private:
  static int append(void* into, unsigned char* bytes, std::size_t size) {
    static_cast<std::string*>(into)->append(reinterpret_cast<const char*>(bytes), size);
    return 1;
  }

  void emit(yaml_event_t& event) {
    if (yaml_emitter_emit(&emitter_, &event) == 0)
      throw std::logic_error(emitter_.problem == nullptr ? "libyaml" : emitter_.problem);
  }

  void scalar(const std::string& text, yaml_scalar_style_t style) {
    const std::string valid = as_utf8(text);
    const auto* bytes = reinterpret_cast<const yaml_char_t*>(valid.data());
    yaml_event_t event;
    yaml_scalar_event_initialize(&event, nullptr, nullptr, bytes, static_cast<int>(valid.size()), 1,
                                 1, style);
    emit(event);
  }

  void put_text(const std::string& text) {
    const Scalar plain = resolve_yaml_scalar(text);
    // A date is read as a text here, but not by everybody.
    const bool numeral = !text.empty() && text[0] >= '0' && text[0] <= '9';
    const bool safe = plain.value == Json(text) && plain.trap.empty() && text != "<<" && !numeral;
    scalar(text, safe ? YAML_PLAIN_SCALAR_STYLE : YAML_SINGLE_QUOTED_SCALAR_STYLE);
  }

  void put_number(const Json& value) {
    if (!value.is_number_float()) return scalar(value.dump(), YAML_PLAIN_SCALAR_STYLE);
    const auto number = value.get<double>();
    if (std::isnan(number)) return scalar(".nan", YAML_PLAIN_SCALAR_STYLE);
    if (std::isinf(number)) return scalar(number > 0 ? ".inf" : "-.inf", YAML_PLAIN_SCALAR_STYLE);
    // YAML 1.1 takes "1e30" for a text: a floating-point number has a point, an exponent its sign.
    std::string text = value.dump();
    const auto exponent = text.find('e');
    const std::string mantissa = text.substr(0, exponent);
    std::string rest = exponent == std::string::npos ? "" : text.substr(exponent);
    if (rest.size() > 1 && rest[1] != '-' && rest[1] != '+') rest.insert(1, "+");
    text = mantissa + (mantissa.find('.') == std::string::npos ? ".0" : "") + rest;
    scalar(text, YAML_PLAIN_SCALAR_STYLE);
  }

  void put(const Json& value, KeyOrder order) {
    yaml_event_t event;
    if (value.is_object()) {
      const auto style = value.empty() ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
      yaml_mapping_start_event_initialize(&event, nullptr, nullptr, 1, style);
      emit(event);
      std::vector<Json::const_iterator> members;
      for (auto member = value.begin(); member != value.end(); ++member)
        members.push_back(member);
      if (order == KeyOrder::sorted)
        std::ranges::sort(members, {}, [](const auto& member) { return member.key(); });
      for (const auto& member : members) {
        put_text(member.key());
        put(*member, order);
      }
      yaml_mapping_end_event_initialize(&event);
      emit(event);
    } else if (value.is_array()) {
      const auto style = value.empty() ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
      yaml_sequence_start_event_initialize(&event, nullptr, nullptr, 1, style);
      emit(event);
      for (const auto& item : value)
        put(item, order);
      yaml_sequence_end_event_initialize(&event);
      emit(event);
    } else if (value.is_string()) {
      put_text(value.get<std::string>());
    } else if (value.is_number()) {
      put_number(value);
    } else {
      scalar(value.dump(), YAML_PLAIN_SCALAR_STYLE);  // null, true, false
    }
  }

  yaml_emitter_t emitter_{};
  std::string text_;
};

}  // namespace

std::string yaml_text(const Json& value, KeyOrder order) {
  return Writer().write(value, order);
}

}  // namespace brunt::codec

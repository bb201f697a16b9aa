#include "config/probe_value.h"

#include "base/text.h"

namespace brunt::config {

Result<Json> probe_value(std::string_view provider_type, const Json& output) {
  if (provider_type == "http") {
    const Json* body = find(output, "body");
    return body != nullptr ? *body : Json();
  }
  if (provider_type != "process") return output;
  const Json* status = find(output, "status");
  if (status == nullptr || *status != 0) {
    return std::unexpected(
        Error{Errc::invalid_input,
              "it exited with " + (status == nullptr ? std::string("no status") : to_text(*status)),
              {}});
  }
  return Json(std::string(trim(string_or(output, "stdout"))));
}

}  // namespace brunt::config

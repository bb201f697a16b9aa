#include "sandbox/platform/envelope.h"

#include <fmt/format.h>

#include "base/json.h"
#include "sandbox/platform/promql/number.h"

namespace brunt::sandbox::platform {

namespace {

using promql::number_text;
using promql::time_text;

std::string json_text(std::string_view text) {
  return to_text(Json(text));
}

std::string point(std::int64_t time_ms, double value) {
  return fmt::format("[{},\"{}\"]", time_text(time_ms), number_text(value));
}

net::ServerResponse json_response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body), {}};
}

std::string matrix_json(const promql::Matrix& rows) {
  std::string out = "[";
  for (const promql::Points& row : rows) {
    if (out.size() > 1) out += ',';
    out += fmt::format("{{\"metric\":{},\"values\":[", labels_json(row.labels));
    for (std::size_t i = 0; i < row.points.size(); ++i) {
      if (i > 0) out += ',';
      out += point(row.points[i].time_ms, row.points[i].value);
    }
    out += "]}";
  }
  return out + "]";
}

std::string vector_json(const promql::Vector& vector, std::int64_t time_ms) {
  std::string out = "[";
  for (const promql::Element& element : vector) {
    if (out.size() > 1) out += ',';
    out += fmt::format("{{\"metric\":{},\"value\":{}}}", labels_json(element.labels),
                       point(time_ms, element.value));
  }
  return out + "]";
}

std::string typed(std::string_view type, std::string_view result) {
  return fmt::format("{{\"resultType\":\"{}\",\"result\":{}}}", type, result);
}

}  // namespace

net::ServerResponse success(std::string_view data) {
  return json_response(200, fmt::format("{{\"status\":\"success\",\"data\":{}}}", data));
}

net::ServerResponse failure(int status, std::string_view type, std::string_view text) {
  return json_response(status, fmt::format("{{\"status\":\"error\",\"errorType\":{},\"error\":{}}}",
                                           json_text(type), json_text(text)));
}

net::ServerResponse failure(const promql::QueryError& error) {
  const bool bad = error.kind == promql::QueryError::Kind::bad_data;
  return failure(bad ? 400 : 422, bad ? "bad_data" : "execution", error.text);
}

std::string result_json(const promql::Value& value, std::int64_t time_ms) {
  if (const auto* number = std::get_if<double>(&value)) {
    return typed("scalar", point(time_ms, *number));
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return typed("string", fmt::format("[{},{}]", time_text(time_ms), json_text(*text)));
  }
  if (const auto* vector = std::get_if<promql::Vector>(&value)) {
    return typed("vector", vector_json(*vector, time_ms));
  }
  return result_json(std::get<promql::Matrix>(value));
}

std::string result_json(const promql::Matrix& rows) {
  return typed("matrix", matrix_json(rows));
}

std::string labels_json(const promql::Labels& labels) {
  std::string out = "{";
  for (const auto& [name, value] : labels) {
    out += fmt::format("{}{}:{}", out.size() > 1 ? "," : "", json_text(name), json_text(value));
  }
  return out + "}";
}

}  // namespace brunt::sandbox::platform

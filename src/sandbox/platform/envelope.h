#pragma once

#include <string>

#include "net/http_server.h"
#include "sandbox/platform/promql/evaluate.h"

namespace brunt::sandbox::platform {

// The envelope of Prometheus' HTTP API v1. Written by hand: times carry exactly three decimals, and
// none when they are whole, which no JSON library does.

/// 200 `{"status":"success","data":DATA}`; `data` is JSON text.
net::ServerResponse success(std::string_view data);

/// 400 for bad_data, 422 for execution.
net::ServerResponse failure(const promql::QueryError& error);
/// `{"status":"error","errorType":...,"error":...}`
net::ServerResponse failure(int status, std::string_view type, std::string_view text);

/// `{"resultType":...,"result":...}` of an instant query at `time_ms`.
std::string result_json(const promql::Value& value, std::int64_t time_ms);
/// The same of a range query: always a matrix.
std::string result_json(const promql::Matrix& rows);

/// A label set as a JSON object.
std::string labels_json(const promql::Labels& labels);

}  // namespace brunt::sandbox::platform

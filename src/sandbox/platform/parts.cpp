// The three kinds of parts: each puts a server around what the other files of this room do.
#include <fmt/format.h>

#include "sandbox/platform/function_server.h"
#include "sandbox/platform/gateway.h"
#include "sandbox/platform/ingress.h"
#include "sandbox/platform/part.h"
#include "sandbox/platform/query_api.h"
#include "sandbox/platform/scrape.h"

namespace brunt::sandbox::platform {

namespace {

using Server = std::unique_ptr<net::HttpServer>;

/// How long a part lets what it is answering go on; the supervisor's grace is longer.
constexpr auto drain_limit = std::chrono::seconds(5);
/// How long the gateway lets calls to replicas go on.
constexpr auto replica_limit = std::chrono::seconds(2);

void log(std::string_view text) {
  write_to_stderr(log_line(wall_now(), text));
}

class FunctionPart final : public Part {
 public:
  explicit FunctionPart(const FunctionSettings& settings) : function_(settings, write_to_stderr) {}

  Result<> listen(const FunctionSettings& settings) {
    server_ = BRUNT_TRY(
        net::HttpServer::listen(settings.address, settings.port,
                                [this](const net::ServerRequest& request, const std::stop_token&) {
                                  return function_.handle(request);
                                }));
    log(fmt::format("{} listening on {}:{}", settings.name, settings.address, server_->port()));
    return {};
  }

  Json listening() const override { return {{"http", server_->port()}}; }
  Result<> on_message(const Json&) override { return {}; }
  void finish() override {
    log("SIGTERM: answering what has come in");
    function_.leave();
    server_->drain(Deadline::in(drain_limit));
  }

 private:
  FunctionServer function_;
  Server server_;  // last: its threads use the function
};

class GatewayPart final : public Part {
 public:
  explicit GatewayPart(const GatewaySettings& settings)
      : gateway_(settings, write_to_stderr),
        ingress_(settings, [this](const net::ServerRequest& r) { return gateway_.handle(r); }) {}

  Result<> listen(const GatewaySettings& settings) {
    server_ = BRUNT_TRY(
        net::HttpServer::listen(settings.address, settings.port,
                                [this](const net::ServerRequest& request, const std::stop_token&) {
                                  return gateway_.handle(request);
                                }));
    ingress_server_ = BRUNT_TRY(
        net::HttpServer::listen(settings.address, settings.ingress_port,
                                [this](const net::ServerRequest& request, std::stop_token stop) {
                                  return ingress_.handle(request, std::move(stop));
                                }));
    return {};
  }

  Json listening() const override {
    return {{"http", server_->port()}, {"ingress", ingress_server_->port()}};
  }
  Result<> on_message(const Json& message) override {
    gateway_.set_functions(BRUNT_TRY(read_functions(message)));
    return {};
  }
  void finish() override {
    gateway_.let_go(false);
    const Deadline until = Deadline::in(replica_limit);
    const bool over = ingress_server_->drain(until) && server_->drain(until);
    if (over) return;
    gateway_.let_go(true);
    ingress_server_->drain(Deadline::in(replica_limit));
    server_->drain(Deadline::in(replica_limit));
  }

 private:
  Gateway gateway_;
  Ingress ingress_;
  Server server_, ingress_server_;  // last: their threads use the rest
};

class MetricsPart final : public Part {
 public:
  explicit MetricsPart(const MetricsSettings& settings) : api_(settings, samples_) {}

  Result<> listen(const MetricsSettings& settings) {
    server_ = BRUNT_TRY(
        net::HttpServer::listen(settings.address, settings.port,
                                [this](const net::ServerRequest& request, const std::stop_token&) {
                                  return api_.handle(request, wall_now());
                                }));
    scraper_.emplace(settings, samples_);
    log(fmt::format("emulated Prometheus listening on {}:{}, scraping {} every {}",
                    settings.address, server_->port(), settings.scrape,
                    go_duration(settings.interval)));
    return {};
  }

  Json listening() const override { return {{"http", server_->port()}}; }
  Result<> on_message(const Json&) override { return {}; }
  void finish() override {
    scraper_.reset();
    server_->drain(Deadline::in(drain_limit));
  }

 private:
  Samples samples_;
  QueryApi api_;
  Server server_;
  std::optional<Scraper> scraper_;  // last: its thread writes samples
};

template <class Kind, class Settings>
Result<std::unique_ptr<Part>> started(const Settings& settings) {
  auto part = std::make_unique<Kind>(settings);
  BRUNT_TRY(part->listen(settings));
  return part;
}

}  // namespace

Result<std::unique_ptr<Part>> start_part(std::string_view kind, const Json& config) {
  if (kind == "function") return started<FunctionPart>(BRUNT_TRY(function_settings(config)));
  if (kind == "gateway") return started<GatewayPart>(BRUNT_TRY(gateway_settings(config)));
  if (kind == "metrics") return started<MetricsPart>(BRUNT_TRY(metrics_settings(config)));
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("no part '{}': expected function, gateway or metrics", kind), ""});
}

}  // namespace brunt::sandbox::platform

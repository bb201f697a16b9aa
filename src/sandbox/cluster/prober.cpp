#include "sandbox/cluster/prober.h"

#include <fmt/format.h>

namespace brunt::sandbox::cluster {

Prober::Prober(Report report)
    : report_(std::move(report)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Prober::check(CheckPart what) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(what));
  more_.notify_one();
}

void Prober::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    CheckPart next;
    {
      std::unique_lock lock(mutex_);
      if (!more_.wait(lock, stop, [&] { return !queue_.empty(); })) return;
      next = std::move(queue_.front());
      queue_.pop_front();
    }
    net::Request request;
    request.url = fmt::format("http://{}:{}{}", next.address, next.port, next.path);
    request.use_proxy_environment = false;
    request.max_redirects = 0;
    const auto answer = client_.send(request, {Deadline::in(std::chrono::seconds(1)), stop});
    if (stop.stop_requested()) return;
    const bool healthy = answer && answer->status >= 200 && answer->status < 400;
    report_(next.uid, healthy,
            answer ? fmt::format("HTTP probe failed with statuscode: {}", answer->status)
                   : answer.error().what);
  }
}

}  // namespace brunt::sandbox::cluster

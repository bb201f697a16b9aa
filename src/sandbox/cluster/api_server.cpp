#include "sandbox/cluster/api_server.h"

namespace brunt::sandbox::cluster {
namespace {

using namespace std::chrono_literals;

constexpr auto bookmark_period = 60s;
constexpr auto longest_watch = 30min;  // then the server ends it, as a real one does

/// Waits until there may be news since `seen`, the time comes, or the client goes. False: end.
bool wait_for_news(Shared& shared, std::uint64_t& seen, Steady until, const std::stop_token& stop) {
  std::unique_lock lock(shared.mutex);
  shared.news.wait_until(lock, stop, until, [&] { return shared.activity != seen; });
  seen = shared.activity;
  return !stop.stop_requested();
}

void stream_watch(Shared& shared, Watch watch, net::Stream& stream) {
  const Steady end = now().steady + (watch.timeout_s() ? std::chrono::seconds(*watch.timeout_s())
                                                       : std::chrono::seconds(longest_watch));
  Steady bookmark_due = now().steady + bookmark_period;
  std::uint64_t seen = 0;
  do {
    std::optional<std::string> lines;
    {
      const std::lock_guard lock(shared.mutex);
      lines = watch.next(shared.cluster.store(), wall_now());
      if (!lines)
        lines = Watch::expired();
      else if (watch.wants_bookmarks() && now().steady >= bookmark_due) {
        *lines += watch.bookmark();
        bookmark_due = now().steady + bookmark_period;
      }
    }
    if (!lines->empty() && !stream.write(*lines)) return;
    if (*lines == Watch::expired()) return;
  } while (wait_for_news(shared, seen, std::min(end, bookmark_due), stream.stop()) &&
           now().steady < end);
}

void stream_log(Shared& shared, Follow follow, const std::string& first, net::Stream& stream) {
  if (!first.empty() && !stream.write(first)) return;
  std::uint64_t seen = 0;
  const Steady never = now().steady + 24h;
  for (bool ended = false; !ended;) {
    std::string text;
    {
      const std::lock_guard lock(shared.mutex);
      text = follow.log->text_from(follow.from, follow.timestamps);
      ended = follow.log->closed();
    }
    if (follow.bytes_left) {
      if (text.size() >= *follow.bytes_left) {
        text.resize(*follow.bytes_left);
        ended = true;
      }
      *follow.bytes_left -= text.size();
    }
    if (!text.empty() && !stream.write(text)) return;
    if (!ended && !wait_for_news(shared, seen, never, stream.stop())) return;
  }
}

net::ServerResponse response_of(Shared& shared, Reply reply) {
  net::ServerResponse response;
  response.status = reply.status;
  response.headers = std::move(reply.headers);
  response.headers.emplace_back("Content-Type", reply.content_type);
  response.headers.emplace_back("Cache-Control", "no-cache, private");
  if (reply.watch) {
    response.stream = [&shared, watch = *std::move(reply.watch)](net::Stream& stream) {
      stream_watch(shared, watch, stream);
    };
  } else if (reply.follow) {
    response.stream = [&shared, follow = *reply.follow, first = std::move(reply.body)](
                          net::Stream& stream) { stream_log(shared, follow, first, stream); };
  } else {
    response.body = std::move(reply.body);
  }
  return response;
}

}  // namespace

Now now() {
  return {wall_now(), std::chrono::steady_clock::now()};
}

Result<std::unique_ptr<net::HttpServer>> serve_api(Shared& shared, std::function<void()> changed) {
  return net::HttpServer::listen(
      "127.0.0.1", 0,
      [&shared, changed = std::move(changed)](const net::ServerRequest& request, std::stop_token) {
        Reply reply;
        {
          const std::lock_guard lock(shared.mutex);
          reply = shared.api.handle(request, now());
          if (request.method != "GET") shared.tell();
        }
        if (request.method != "GET") changed();
        return response_of(shared, std::move(reply));
      });
}

}  // namespace brunt::sandbox::cluster

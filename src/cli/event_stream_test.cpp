#include "cli/event_stream.h"

#include <cstring>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

fs::path own_path(const std::string& suffix) {
  return fs::temp_directory_path() / ("brunt-events-" + std::to_string(::getpid()) + suffix);
}

/// A unix socket that takes one connection.
struct Listener {
  explicit Listener(fs::path at) : path(std::move(at)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    ::unlink(path.c_str());
    fd = sys::Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd.get(), 1), 0);
  }
  ~Listener() { ::unlink(path.c_str()); }

  fs::path path;
  sys::Fd fd;
};

TEST(EventStream, WritesLinesToAFileMadeAnew) {
  const auto path = own_path(".jsonl");
  for (int i = 0; i < 2; ++i) {
    auto stream = EventStream::open(path.string(), {});
    ASSERT_TRUE(stream);
    (*stream)->send("{\"n\":1}\n");
    (*stream)->send("{\"n\":2}\n");
    EXPECT_EQ((*stream)->finish(), 0U);
    EXPECT_EQ(sys::read_file(path).value(), "{\"n\":1}\n{\"n\":2}\n");
  }
  fs::remove(path);
}

TEST(EventStream, WritesMoreThanASocketHolds) {
  Listener listener(own_path(".socket"));
  auto stream = EventStream::open("unix:" + listener.path.string(), {});
  ASSERT_TRUE(stream);
  const sys::Fd reader(::accept(listener.fd.get(), nullptr, nullptr));
  constexpr std::size_t count = 4000;
  const std::string line = std::string(499, 'x') + "\n";
  std::size_t got = 0;
  std::jthread reading([&] {
    char buffer[65536];
    for (ssize_t n = 0; (n = ::read(reader.get(), buffer, sizeof buffer)) > 0;)
      got += static_cast<std::size_t>(n);
  });
  for (std::size_t i = 0; i < count; ++i)
    (*stream)->send(line);
  EXPECT_EQ((*stream)->finish(), 0U);
  reading.join();
  EXPECT_EQ(got, count * line.size());
}

TEST(EventStream, CountsWhatNobodyTook) {
  Listener listener(own_path(".gone"));
  auto stream = EventStream::open("unix:" + listener.path.string(), {});
  ASSERT_TRUE(stream);
  { const sys::Fd reader(::accept(listener.fd.get(), nullptr, nullptr)); }
  for (int i = 0; i < 10; ++i)
    (*stream)->send("line\n");
  EXPECT_GT((*stream)->finish(), 0U);
}

TEST(EventStream, SaysWhyNobodyCanFollow) {
  const auto refused = [](const std::string& target) {
    const auto stream = EventStream::open(target, {});
    EXPECT_FALSE(stream) << target;
    return stream ? Errc::internal : stream.error().code;
  };
  EXPECT_EQ(refused("unix:/nowhere/x"), Errc::unavailable);
  EXPECT_EQ(refused("unix:" + std::string(200, 'x')), Errc::invalid_input);
  EXPECT_EQ(refused("tcp:nonsense"), Errc::invalid_input);
  EXPECT_EQ(refused("tcp:127.0.0.1:1"), Errc::unavailable);
  EXPECT_EQ(refused("/nowhere/x.jsonl"), Errc::unavailable);
}

}  // namespace
}  // namespace brunt::cli

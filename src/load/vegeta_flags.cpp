#include "load/vegeta_flags.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <memory>
#include <type_traits>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "load/byte_source.h"
#include "load/flag_values.h"
#include "sys/file.h"

namespace brunt::load {

using std::chrono::nanoseconds;

namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// Takes what Go's flag package takes, from `least` on.
template <class T>
FlagSet::Set number_into(T& into, T least) {
  return [&into, least](std::string_view text) -> brunt::Result<> {
    if constexpr (std::is_unsigned_v<T>) {
      const std::uint64_t value = BRUNT_TRY(parse_go_uint(text));
      if (value < least) return bad(fmt::format("must be at least {}", least));
      into = value;
    } else {
      const std::int64_t value = BRUNT_TRY(parse_go_int(text));
      if (value < least) return bad(fmt::format("must be at least {}", least));
      if (value > std::numeric_limits<T>::max()) return bad("value out of range");
      into = static_cast<T>(value);
    }
    return {};
  };
}

FlagSet::Set duration_into(nanoseconds& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    const auto value = parse_go_duration(text);
    if (!value) return bad("parse error");
    if (value->count() < 0) return bad("cannot be negative");
    into = *value;
    return {};
  };
}

FlagSet::Set header_into(net::Headers& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    const auto colon = text.find(':');
    const std::string_view key = trim(text.substr(0, colon));
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view() : trim(text.substr(colon + 1));
    if (!is_header_name(key) || value.empty()) {
      return bad(fmt::format("header '{}' has a wrong format", printable(text)));
    }
    into.emplace_back(key, value);
    return {};
  };
}

FlagSet::Set resolve_into(std::vector<net::Resolve>& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    into.push_back(BRUNT_TRY(net::parse_resolve(text)));
    return {};
  };
}

/// What the original has and this engine has not, with what to do instead.
void refuse_the_rest(FlagSet& flags) {
  flags.refuse("proxy-header", "proxies are not supported yet");
  flags.refuse("prometheus-addr", "the exporter is not supported yet");
  flags.refuse("h2c", "HTTP/2 is not supported yet", true);
}

FlagSet::Set list_into(std::vector<std::string>& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    into = split(text, ',');
    return {};
  };
}

FlagSet::Set address_into(std::string& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    const std::string address(text);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const bool numeric = ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
                         ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
    if (!numeric) return bad("expected a numeric address such as 127.0.0.1");
    into = address;
    return {};
  };
}

FlagSet::Set dns_ttl_into(nanoseconds& into) {
  return [&into](std::string_view text) -> brunt::Result<> {
    if (text == "-1") {
      into = nanoseconds(-1);
      return {};
    }
    const auto ttl = parse_go_duration(text);
    if (!ttl) return bad(go_duration_error(text));
    into = *ttl;
    return {};
  };
}

void add_connection_flags(FlagSet& flags, AttackOptions& options) {
  flags.value("laddr", address_into(options.source_address));
  flags.text("unix-socket", options.unix_socket);
  flags.value("dns-ttl", dns_ttl_into(options.dns_ttl));
  flags.value("resolvers", list_into(options.resolvers));
  flags.text("cert", options.certificate_file);
  flags.text("key", options.key_file);
  flags.value("root-certs", list_into(options.ca_files));
  flags.toggle("session-tickets", options.session_tickets);
  flags.toggle("chunked", options.chunked);
}

std::filesystem::path beside(const std::filesystem::path& directory, const std::string& path) {
  return directory / path;  // an absolute path stays as it is
}

/// `error opening x: open x: no such file or directory`, as vegeta says it.
brunt::Result<ByteSource> open_input(const std::filesystem::path& directory,
                                     const std::string& name) {
  const bool standard = name == "stdin";
  auto source = ByteSource::open(standard ? name : beside(directory, name).string());
  if (source) return source;
  return std::unexpected(Error{
      source.error().code, fmt::format("error opening {}: {}", name, source.error().what), {}});
}

brunt::Result<std::string> read_input(const std::filesystem::path& directory,
                                      const std::string& name) {
  ByteSource source = BRUNT_TRY(open_input(directory, name));
  while (BRUNT_TRY(source.more())) {
  }
  return std::string(source.window());
}

/// Files of certificates: relative to the folder, and there.
brunt::Result<> find_certificates(AttackOptions& options, const std::filesystem::path& directory) {
  std::vector<std::string*> files = {&options.certificate_file, &options.key_file};
  for (std::string& file : options.ca_files)
    files.push_back(&file);
  for (std::string* file : files) {
    if (file->empty()) continue;
    *file = beside(directory, *file).string();
    BRUNT_TRY(ByteSource::open(*file));
  }
  if (!options.unix_socket.empty()) {
    options.unix_socket = beside(directory, options.unix_socket).string();
  }
  return {};
}

}  // namespace

brunt::Result<std::pair<std::uint32_t, nanoseconds>> parse_rate(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view hits_text = text.substr(0, slash);
  std::string per_text =
      slash == std::string_view::npos ? "1s" : std::string(text.substr(slash + 1));
  std::uint32_t hits = 0;
  const auto [end, failed] =
      std::from_chars(hits_text.data(), hits_text.data() + hits_text.size(), hits);
  if (text == "infinity") return bad("use -rate=0 with -max-workers for as fast as possible");
  if (failed != std::errc() || end != hits_text.data() + hits_text.size()) {
    const bool negative = hits_text.starts_with('-');
    const bool large = failed == std::errc::result_out_of_range;
    return bad(fmt::format("strconv.Atoi: parsing \"{}\": {}", printable(hits_text),
                           negative ? "a rate cannot be negative"
                           : large  ? "value out of range"
                                    : "invalid syntax"));
  }
  if (hits == 0) return std::pair(hits, nanoseconds(std::chrono::seconds(1)));
  for (const char* unit : {"ns", "us", "µs", "ms", "s", "m", "h"}) {
    if (per_text == unit) per_text.insert(0, 1, '1');
  }
  const auto per = parse_go_duration(per_text);
  if (!per || per->count() <= 0) {
    return bad(per ? fmt::format("'{}' is no time above 0 such as s, 1m or 500ms", per_text)
                   : go_duration_error(per_text));
  }
  return std::pair(hits, *per);
}

brunt::Result<std::uint64_t> parse_size(std::string_view text) {
  if (text == "-1") return UINT64_MAX;
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string unit = lower(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (unit.ends_with('b')) unit.pop_back();
  constexpr std::string_view units = "kmgtp";
  const auto power = unit.empty() ? std::size_t{0} : units.find(unit) + 1;
  const bool known = unit.empty() || (unit.size() == 1 && units.contains(unit));
  if (failed != std::errc() || !known || value > (UINT64_MAX >> (10 * power))) {
    return bad("no size such as 10, 64KB or 1MB");
  }
  return value << (10 * power);
}

void add_global_flags(FlagSet& flags, GlobalFlags& into) {
  flags.value("cpus", number_into(into.cpus, std::numeric_limits<int>::min()));
  flags.toggle("version", into.version);
  flags.refuse("profile", "profiles are not supported; use perf");
}

void add_attack_flags(FlagSet& flags, AttackCommand& into) {
  AttackOptions& options = into.options;
  flags.text("name", options.name);
  flags.text("targets", into.targets_path);
  flags.text("format", into.format);
  flags.text("body", into.body_path);
  flags.value("rate", [&options](std::string_view text) -> brunt::Result<> {
    std::tie(options.rate_hits, options.rate_per) = BRUNT_TRY(parse_rate(text));
    return {};
  });
  flags.value("schedule", [&into](std::string_view text) -> brunt::Result<> {
    into.options.schedule = BRUNT_TRY(Schedule::parse(text));
    into.schedule = text;
    return {};
  });
  flags.toggle("shed", options.shed);
  flags.value("duration", duration_into(options.duration));
  flags.value("timeout", duration_into(options.timeout));
  flags.value("workers", number_into<std::uint64_t>(options.workers, 0));
  flags.value("max-workers", number_into<std::uint64_t>(options.max_workers, 1));
  flags.value("connections", number_into<std::uint64_t>(options.connections, 0));
  flags.value("max-connections", number_into<std::uint64_t>(options.max_connections, 0));
  flags.value("cpus", number_into(into.cpus, std::numeric_limits<int>::min()));
  flags.value("redirects", number_into(options.redirects, -1));
  flags.value("header", header_into(into.headers));
  flags.toggle("keepalive", options.keepalive);
  flags.value("max-body", [&options](std::string_view text) -> brunt::Result<> {
    options.max_body = BRUNT_TRY(parse_size(text));
    return {};
  });
  flags.value("connect-to", resolve_into(options.resolve));
  flags.value("resolve", resolve_into(options.resolve));
  add_connection_flags(flags, options);
  flags.toggle("lazy", into.lazy);
  flags.value("output", [&into](std::string_view text) -> brunt::Result<> {
    into.output_path = text;
    if (text.ends_with(".brunt-load")) into.output_format = ResultFormat::record;
    return {};
  });
  flags.value("format-out", [&into](std::string_view text) -> brunt::Result<> {
    into.output_format = BRUNT_TRY(parse_result_format(text));
    return {};
  });
  refuse_the_rest(flags);
}

AttackCommand vegeta_attack() {
  AttackCommand command;
  command.options.seq_header = true;
  command.options.gzip = true;
  command.options.max_body = std::numeric_limits<std::uint64_t>::max();
  return command;
}

brunt::Result<AttackCommand> parse_attack_words(std::vector<std::string> words,
                                                AttackCommand command) {
  GlobalFlags global;
  bool insecure = false;
  bool http2 = true;
  FlagSet before;
  add_global_flags(before, global);
  FlagSet flags;
  add_attack_flags(flags, command);
  flags.toggle("insecure", insecure);
  flags.toggle("http2", http2);
  const auto attack = std::ranges::find(words, "attack");
  if (attack != words.end()) {
    BRUNT_TRY(before.parse(words));
    if (words.empty() || words.front() != "attack") {
      return bad(fmt::format("unknown command: {}", words.empty() ? "" : printable(words.front())));
    }
    words.erase(words.begin());
  }
  BRUNT_TRY(flags.parse(words));
  if (!words.empty()) return bad("unexpected argument: " + printable(words.front()));
  command.options.verify_tls = !insecure;
  if (command.cpus == 0) command.cpus = global.cpus;
  return command;
}

brunt::Result<> prepare_attack(AttackCommand& command, const std::filesystem::path& directory) {
  AttackOptions& options = command.options;
  BRUNT_TRY(check(options));
  ByteSource list = BRUNT_TRY(open_input(directory, command.targets_path));
  TargetDefaults defaults{command.headers, ""};
  if (!command.body_path.empty()) {
    defaults.body = BRUNT_TRY(read_input(directory, command.body_path));
  }
  if (command.format != "http" && command.format != "json") {
    return bad(fmt::format("format \"{}\" isn't one of [http, json]", printable(command.format)));
  }
  ReadBody read_body = [directory](const std::string& path) {
    return sys::read_file(beside(directory, path));
  };
  const std::shared_ptr<TargetReader> targets =
      command.format == "json"
          ? json_targets(std::move(list), std::move(defaults), command.targets_path)
          : http_targets(std::move(list), std::move(defaults), std::move(read_body),
                         command.targets_path);
  if (command.lazy) {
    options.next_target = [targets] { return targets->next(); };
  } else {
    options.targets = BRUNT_TRY(read_all_targets(*targets));
  }
  return find_certificates(options, directory);
}

brunt::Result<Summary> run_attack(const AttackCommand& command,
                                  const std::filesystem::path& directory,
                                  const std::function<void(const Progress&)>& on_progress,
                                  const Limits& limits) {
  const bool standard = command.output_path == "stdout";
  const auto output =
      standard ? std::filesystem::path("stdout") : beside(directory, command.output_path);
  const auto writer = BRUNT_TRY(open_result_writer(output, command.output_format));
  AttackOptions options = command.options;
  std::optional<Error> record_error;
  options.on_sent = [&](const Sent& hit) {
    if (record_error) return;
    if (auto kept = writer->sent(hit); !kept) {
      record_error = std::move(kept).error();
    }
  };
  // Nobody reads standard output any more: what is sent would be for nothing.
  std::stop_source reader_gone;
  const std::stop_callback chain(limits.stop, [&] { reader_gone.request_stop(); });
  const auto on_result = [&](const Result& result) {
    auto kept = writer->write(result);
    if (!kept && standard) reader_gone.request_stop();
    return kept;
  };
  const Limits bounded{limits.deadline, reader_gone.get_token()};
  Summary summary = BRUNT_TRY(attack(options, on_result, on_progress, bounded));
  if (!summary.record_error) summary.record_error = std::move(record_error);
  auto closed = writer->close();
  if (!closed && !summary.record_error) summary.record_error = std::move(closed).error();
  return summary;
}

}  // namespace brunt::load

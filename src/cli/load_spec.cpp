#include "cli/command_flags.h"

namespace brunt::cli {
namespace {

Section attack_section() {
  return {
      "attack",
      {{.names = {"-targets"},
        .placeholder = "FILE",
        .meaning = "what to ask, one request after the other",
        .otherwise = "stdin"},
       {.names = {"-format"},
        .placeholder = "FORM",
        .meaning = "of the targets: http or json",
        .otherwise = "http",
        .choices = {"http", "json"}},
       {.names = {"-rate"},
        .placeholder = "N[/TIME]",
        .meaning = "how many requests, such as 3/s or 180/1m",
        .otherwise = "50/s"},
       {.names = {"-schedule"},
        .placeholder = "PARTS",
        .meaning = "instead of a rate (ours): 10/s for 1m, 10/s..50/s for 1m, sine 20/s 10/s every "
                   "1m, poisson 20/s seed 7, burst 50 every 10s; commas between parts"},
       {.names = {"-shed"},
        .meaning = "do not send what finds -max-workers requests in flight; else it waits (ours)"},
       {.names = {"-duration"}, .placeholder = "TIME", .meaning = "how long; 0 is until stopped"},
       {.names = {"-timeout"},
        .placeholder = "TIME",
        .meaning = "for one request",
        .otherwise = "30s"},
       {.names = {"-output"},
        .placeholder = "FILE",
        .meaning = "where the results go",
        .otherwise = "stdout"},
       {.names = {"-format-out"},
        .placeholder = "FORM",
        .meaning =
            "of the results (ours): gob, json, csv, record or none; record when -output ends in "
            ".brunt-load, else gob",
        .choices = {"gob", "json", "csv", "record", "none"}},
       {.names = {"-header"},
        .placeholder = "'K: V'",
        .meaning = "sent with every request; may be repeated"},
       {.names = {"-body"}, .placeholder = "FILE", .meaning = "sent where a target has none"},
       {.names = {"-name"}, .placeholder = "TEXT", .meaning = "of the attack, in its results"},
       {.names = {"-workers"}, .placeholder = "N", .meaning = "taken; one loop does it all"},
       {.names = {"-max-workers"}, .placeholder = "N", .meaning = "requests in flight at most"},
       {.names = {"-connections"}, .placeholder = "N", .meaning = "idle ones kept for a host"},
       {.names = {"-max-connections"}, .placeholder = "N", .meaning = "for a host at most"},
       {.names = {"-keepalive"}, .meaning = "use connections again; -keepalive=false: do not"},
       {.names = {"-redirects"},
        .placeholder = "N",
        .meaning = "followed at most; -1: none, the answer counts as it is"},
       {.names = {"-max-body"}, .placeholder = "SIZE", .meaning = "of an answer, kept at most"},
       {.names = {"-insecure"}, .meaning = "take any certificate"},
       {.names = {"-http2"}, .meaning = "taken; requests are HTTP/1.1"},
       {.names = {"-root-certs"}, .placeholder = "FILE,...", .meaning = "whom to trust"},
       {.names = {"-cert"}, .placeholder = "FILE", .meaning = "certificate of the client, PEM"},
       {.names = {"-key"}, .placeholder = "FILE", .meaning = "its key; else in the same file"},
       {.names = {"-session-tickets"}, .meaning = "resume TLS sessions"},
       {.names = {"-chunked"}, .meaning = "send bodies in chunks"},
       {.names = {"-lazy"}, .meaning = "read targets as they are sent; ends with them"},
       {.names = {"-laddr"}, .placeholder = "ADDRESS", .meaning = "send from it"},
       {.names = {"-unix-socket"}, .placeholder = "PATH", .meaning = "connect to it instead"},
       {.names = {"-dns-ttl"},
        .placeholder = "TIME",
        .meaning = "look names up again after it; -1: for each connection",
        .otherwise = "0"},
       {.names = {"-resolvers"}, .placeholder = "ADDRESS[:PORT],...", .meaning = "name servers"},
       {.names = {"-connect-to"},
        .placeholder = "HOST:PORT:ADDRESS:PORT",
        .meaning = "send what is meant for HOST:PORT to ADDRESS:PORT"},
       {.names = {"-resolve"},
        .placeholder = "HOST:PORT:ADDRESS:PORT",
        .meaning = "the same (ours)"},
       {.names = {"-cpus"}, .placeholder = "N", .meaning = "taken; one thread does it all"}}};
}

Section report_section() {
  return {"report",
          {{.names = {"-type"},
            .placeholder = "FORM",
            .meaning = "text, json, hist[0,10ms,...] or hdrplot",
            .otherwise = "text"},
           {.names = {"-buckets"}, .placeholder = "[0,10ms,...]", .meaning = "of the histogram"},
           {.names = {"-every"},
            .placeholder = "TIME",
            .meaning = "report again and again while results come"},
           {.names = {"-threshold"},
            .placeholder = "BOUND",
            .meaning = "exit with 3 when it is missed (ours): 'p99<200ms', 'success>=99.9%', also "
                       "mean, min, max, rate, throughput, requests; may be repeated. In plot, "
                       "where it is vegeta's: successes drawn at most (4000); failures all are"},
           {.names = {"-layout"},
            .placeholder = "VERSION",
            .meaning = "of vegeta's text (ours): v12 or v6",
            .otherwise = "v12",
            .choices = {"v12", "v6"}}}};
}

}  // namespace

const CommandSpec& load_spec() {
  static const CommandSpec spec{
      .name = "load",
      .usage = "COMMAND [flags] [FILE...]",
      .arguments = "...",
      .summary = "make load, or report on it, with vegeta's words",
      .about =
          "Send requests on a schedule, and report what came of them. Takes vegeta's command "
          "line, and behaves like vegeta when the program is called by that name. Flags may "
          "have one dash or two.",
      .words_title = "Commands",
      .words = {{"attack", "", "send requests"},
                {"report", "[FILE...]", "summary of result files"},
                {"encode", "[FILE...]", "result files in another form"},
                {"plot", "[FILE...]", "one page of latency, failures and codes over time"}},
      .sections = {attack_section(),
                   report_section(),
                   {"plot",
                    {{.names = {"-title"}, .placeholder = "TEXT", .meaning = "of the page"}}},
                   {"encode",
                    {{.names = {"-to"},
                      .placeholder = "FORM",
                      .meaning = "json, csv or gob",
                      .otherwise = "json",
                      .choices = {"json", "csv", "gob"}}}},
                   {"All of them", {help_option()}}},
      .exit_status = "0 ran, 1 usage or I/O error, 2 bad flag, 3 a threshold was missed",
      .most = any_number,
      .own_words = true};
  return spec;
}

}  // namespace brunt::cli

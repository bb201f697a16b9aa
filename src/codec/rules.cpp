#include "codec/rules.h"

#include <algorithm>
#include <array>

namespace brunt::codec {
namespace {

constexpr bool yes = true;

constexpr auto all = std::to_array<Rule>({
    {"activity/background", "\"background\" is true or false.", yes},
    {"activity/dry-ignored", "\"dry\" on an activity has no effect."},
    {"activity/list", "Method, rollbacks and probes are lists of activities.", yes},
    {"activity/name", "An activity has a name.", yes},
    {"activity/name-not-text", "The name of an activity is a text."},
    {"activity/pause", "A pause is a number of seconds, or a placeholder.", yes},
    {"activity/pauses", "\"pauses\" is an object.", yes},
    {"activity/provider", "An activity has a provider, an object.", yes},
    {"activity/ref", "\"ref\" is the name of an activity.", yes},
    {"activity/same-name", "Names of activities differ."},
    {"activity/shape", "An activity is an object.", yes},
    {"activity/timeout", "\"timeout\" beside the provider is a number.", yes},
    {"activity/timeout-ignored", "A timeout beside the provider has no effect."},
    {"activity/type", "An activity is a probe or an action.", yes},
    {"configuration/resolve", "Each value of the configuration can be had."},
    {"configuration/shape", "The configuration is an object.", yes},
    {"configuration/undeclared", "A value is given only for a key that is declared."},
    {"control/list", "\"controls\" is a list.", yes},
    {"control/module", "A python control names its module.", yes},
    {"control/name", "A control has a name.", yes},
    {"control/not-called", "Controls are not called by this version."},
    {"control/provider", "A control has a provider.", yes},
    {"control/ref", "A control refers to one that is declared."},
    {"control/scope", "The scope of a control is before or after.", yes},
    {"control/shape", "A control is an object.", yes},
    {"document/not-utf8", "A document is UTF-8 text."},
    {"document/repeated-name", "A name stands once in an object."},
    {"document/unknown-key", "A member that means nothing is not a misspelling of one that does."},
    {"entry/env-key", "An env entry names its variable.", yes},
    {"entry/env-type", "The type of an environment variable is known.", yes},
    {"entry/vault-path", "A vault entry says where the secret is.", yes},
    {"experiment/contribution", "A contribution is high, medium, low or none."},
    {"experiment/description", "An experiment has a description.", yes},
    {"experiment/extensions", "Each extension has a name.", yes},
    {"experiment/method", "An experiment has a method.", yes},
    {"experiment/shape", "An experiment is an object.", yes},
    {"experiment/tags", "Tags are texts.", yes},
    {"experiment/tags-text", "Tags are a list."},
    {"experiment/text", "Titles and descriptions are texts."},
    {"experiment/title", "An experiment has a title.", yes},
    {"hypothesis/shape", "The steady-state hypothesis is an object.", yes},
    {"hypothesis/title", "A hypothesis has a title.", yes},
    {"hypothesis/tolerance", "Each probe of the hypothesis has a tolerance.", yes},
    {"json/byte-order-mark", "A JSON text has no byte-order mark."},
    {"json/syntax", "The text is JSON."},
    {"placeholder/never-replaced", "A placeholder's name is made of letters, digits and _."},
    {"placeholder/shadowed", "A placeholder's name is declared once."},
    {"placeholder/unknown", "A placeholder names what is declared."},
    {"provider/arguments", "Arguments have the shape that the provider takes.", yes},
    {"provider/arguments-deprecated", "Process arguments are a list or a text."},
    {"provider/expected-status-ignored", "\"expected_status\" has no effect."},
    {"provider/func", "A python provider names a function.", yes},
    {"provider/header-value", "The value of a header is a text.", yes},
    {"provider/headers", "Headers are an object.", yes},
    {"provider/json-as-form", "Arguments that should be JSON are sent as JSON."},
    {"provider/max-retries", "\"max_retries\" is a count.", yes},
    {"provider/method", "The method of a request is a text.", yes},
    {"provider/module", "A python provider names a module.", yes},
    {"provider/no-timeout", "Each http and process provider has a timeout."},
    {"provider/path", "A process provider names a program.", yes},
    {"provider/secrets-text", "\"secrets\" of a provider is a list."},
    {"provider/timeout", "A timeout is a number of seconds.", yes},
    {"provider/type", "A provider is of a known type.", yes},
    {"provider/url", "An http provider has an address.", yes},
    {"reference/of-reference", "A reference names no other reference."},
    {"reference/unknown", "A reference names an activity of the method or hypothesis."},
    {"run/not-ready", "What the experiment needs is there."},
    {"runtime/shape", "\"runtime\" is an object.", yes},
    {"runtime/strategy", "A strategy is known.", yes},
    {"secrets/resolve", "Each secret can be had."},
    {"secrets/scope", "A secret scope is an object of secrets.", yes},
    {"secrets/shape", "The secrets are an object of scopes.", yes},
    {"source/address", "An experiment is at a path or an http(s) address."},
    {"source/content-type", "An address says that it gives JSON or YAML."},
    {"source/folder", "An experiment is a file."},
    {"source/missing", "The experiment is there."},
    {"source/status", "An address gives the experiment."},
    {"source/suffix", "The name of a file says whether it is JSON or YAML."},
    {"source/too-large", "An experiment has at most 16 MiB."},
    {"source/unreachable", "The address answers in time."},
    {"source/unreadable", "The experiment can be read."},
    {"tolerance/count", "A count is a number."},
    {"tolerance/count-ignored", "\"count\" has no effect beside \"expect\"."},
    {"tolerance/empty-range", "A range begins before it ends."},
    {"tolerance/ignored", "A tolerance outside the hypothesis is not checked."},
    {"tolerance/never-met", "A tolerance can be met."},
    {"tolerance/no-target", "A tolerance looks at a part that the result has."},
    {"tolerance/path", "A jsonpath tolerance has a path.", yes},
    {"tolerance/path-syntax", "A JSON path can be read."},
    {"tolerance/path-trap", "A JSON path means what it seems to."},
    {"tolerance/pattern", "A regex tolerance has a pattern.", yes},
    {"tolerance/pattern-syntax", "A pattern can be used."},
    {"tolerance/probe-arguments", "A tolerance's probe has arguments for its value.", yes},
    {"tolerance/range", "A range is two numbers.", yes},
    {"tolerance/shape", "A tolerance is a value that can be compared.", yes},
    {"tolerance/two-values", "A list of two statuses is meant as two statuses."},
    {"tolerance/type", "A tolerance is of a known type.", yes},
    {"yaml/surprising-value", "YAML reads a value as what it looks like."},
    {"yaml/syntax", "The text is one YAML document."},
});

}  // namespace

std::span<const Rule> rules() {
  return all;
}

const Rule* find_rule(std::string_view id) {
  const auto* at = std::lower_bound(all.begin(), all.end(), id,
                                    [](const Rule& rule, auto wanted) { return rule.id < wanted; });
  return at != all.end() && at->id == id ? &*at : nullptr;
}

}  // namespace brunt::codec

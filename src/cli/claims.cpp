#include "cli/claims.h"

#include "base/text.h"
#include "cli/trouble.h"
#include "codec/document.h"
#include "impact/slo_file.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

using Claims = std::vector<analysis::StatedClaim>;
namespace fs = std::filesystem;

/// A stream of YAML documents, one by one: lines of "---" part them.
std::vector<std::string> documents_of(const std::string& text) {
  std::vector<std::string> documents(1);
  for (const std::string& line : split(text, '\n')) {
    if (trim(line) == "---" && line.starts_with("---")) {
      documents.emplace_back();
    } else {
      documents.back() += line + "\n";
    }
  }
  std::erase_if(documents, [](const std::string& each) { return trim(each).empty(); });
  return documents;
}

Result<Claims> objectives(const fs::path& file) {
  const std::string text = BRUNT_TRY(sys::read_file(file), file.string());
  const bool json = lower(file.extension().string()) == ".json";
  Claims claims;
  for (const std::string& each : json ? std::vector{text} : documents_of(text)) {
    const auto parsed = json ? codec::parse_json_document(each) : codec::parse_yaml_document(each);
    if (!parsed) {
      return std::unexpected(
          Error{Errc::invalid_input, trouble_of(parsed.error(), "").sentence, file.string()});
    }
    const auto more =
        BRUNT_TRY(impact::claims_of_slo(parsed->value, file.filename().string()), file.string());
    claims.insert(claims.end(), more.begin(), more.end());
  }
  if (claims.empty()) {
    return std::unexpected(Error{Errc::invalid_input, "no objective is in it", file.string()});
  }
  return claims;
}

}  // namespace

Option claim_option() {
  return {.names = {"--claim"},
          .placeholder = "CLAIM",
          .meaning =
              "judge this claim, for instance 'success >= 99.9% during fault'; repeat it for more"};
}

Option slo_option() {
  return {.names = {"--slo"},
          .placeholder = "FILE",
          .meaning = "judge the objectives of this OpenSLO or Sloth file; repeat it for more"};
}

std::expected<Claims, WrongUsage> read_claims(const Given& given) {
  Claims claims;
  for (const std::string& text : given.all("--claim")) {
    auto claim = analysis::parse_claim(text);
    if (!claim) {
      WrongUsage wrong = wrong_usage(std::string(given.command->name), "wrong value for --claim",
                                     "\"" + text + "\"", claim.error().what);
      wrong.status = given.command->wrong_usage;
      return std::unexpected(std::move(wrong));
    }
    claim->origin = "command line";
    claims.push_back(*std::move(claim));
  }
  return claims;
}

Result<Claims> with_objectives(Claims claims, const std::vector<fs::path>& files) {
  for (const fs::path& file : files) {
    const auto more = BRUNT_TRY(objectives(file));
    claims.insert(claims.end(), more.begin(), more.end());
  }
  return claims;
}

}  // namespace brunt::cli

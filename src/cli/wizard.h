#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "cli/questions.h"

namespace brunt::cli {

/// A deployment that can lose a pod.
struct Deployment {
  std::string ns, name;
  std::string selector;  ///< "app=shop,tier=web"
  int replicas = 1;

  friend bool operator==(const Deployment&, const Deployment&) = default;
};

/// What a cluster offers to an experiment.
struct Offer {
  std::string where;  ///< "sandbox default (emulated cluster)", "context kind-dev of ..."
  std::vector<Deployment> deployments;
  std::string address;  ///< that users ask; "" = not known
  Json question = {};   ///< what they ask it, sent as JSON; null = nothing, a plain GET
  std::string scaler;   ///< path of kubectl, when there is one: a rollback can use it
};

/// An experiment, and the files that it needs, each with its text.
struct Written {
  Json experiment;
  std::vector<std::pair<std::string, std::string>> files;
};

/// What is said first.
inline constexpr std::string_view about_experiments =
    "An experiment has a steady-state hypothesis (optional): what normal looks like;\n"
    "a method: what is done to the system; and rollbacks (optional).\n";

/// What an answer means: JSON where it is JSON (true, 200, [1, 2], "text"), else a text. Fix Q55.
Json typed_answer(std::string_view answer);

/// Asks for an experiment with the activities of a discovery document; null = there is none, so
/// addresses and programs are asked for instead.
Result<Written> ask_experiment(Questions& questions, const Json& discovery);

/// Asks which deployment loses a pod, and what goes around it.
Result<Written> ask_experiment(Questions& questions, const Offer& offer);

}  // namespace brunt::cli

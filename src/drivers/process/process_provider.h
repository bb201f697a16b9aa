#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "provider/provider.h"
#include "sys/child_ledger.h"

namespace brunt::drivers::process {

struct ProcessOptions {
  std::vector<net::Resolve> resolve;  ///< honoured by our own load engine
  std::string own_program;  ///< acts as vegeta when called so; "" = this program's own file
  std::shared_ptr<sys::ChildLedger> ledger{};  ///< may be absent
};

/// The provider type "process": a program, its exit status and what it printed. A timeout ends its
/// whole group. The path `vegeta`, when there is none in PATH, is our own load engine: in this
/// process for a plain attack, else this program called as vegeta by a shell.
/// Source: experiment format section 2.1, fixes Q1, Q15, Q31, Q33.
std::unique_ptr<provider::Provider> make_process_provider(ProcessOptions options);

}  // namespace brunt::drivers::process

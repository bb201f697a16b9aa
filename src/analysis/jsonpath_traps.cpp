#include <algorithm>

#include "analysis/jsonpath.h"
#include "analysis/jsonpath_node.h"

namespace brunt::analysis {
namespace {

class TrapFinder {
 public:
  void look_at(const PathNode& path) {
    const Step* before = nullptr;
    for (const Step& step : path.steps) {
      for (const Selector& selector : step.selectors)
        look_at(selector, before);
      before = &step;
    }
  }

  std::vector<std::string> take() && { return std::move(traps_); }

 private:
  static bool is_name(const Step* step) {
    return step != nullptr && !step->descends && step->selectors.size() == 1 &&
           step->selectors.front().kind == Selector::Kind::name;
  }

  void look_at(const Selector& selector, const Step* before) {
    if (selector.path) look_at(*selector.path);
    if (selector.kind != Selector::Kind::filter) return;
    if (is_name(before)) {
      const std::string& name = before->selectors.front().name;
      tell("here a filter tests the value it stands behind, not its items: ." + name +
           "[*][?(...)] tests each item of a list");
    }
    if (selector.condition) look_at(*selector.condition);
  }

  void look_at(const Condition& condition) {
    // `all` and `any` with one part are no "and" and no "or".
    const bool mixed =
        condition.kind == Condition::Kind::all && condition.parts.size() > 1 &&
        std::any_of(condition.parts.begin(), condition.parts.end(), [](const Condition& part) {
          return part.kind == Condition::Kind::any && part.parts.size() > 1;
        });
    if (mixed) tell("\"or\" binds tighter than \"and\" here, so parentheses say more");
    for (const Condition& part : condition.parts)
      look_at(part);
    for (const Operand* side : {&condition.left, &condition.right}) {
      if (side->path) look_at(*side->path);
    }
  }

  void tell(const std::string& trap) {
    if (std::find(traps_.begin(), traps_.end(), trap) == traps_.end()) traps_.push_back(trap);
  }

  std::vector<std::string> traps_;
};

}  // namespace

std::vector<std::string> JsonPath::traps() const {
  TrapFinder finder;
  finder.look_at(*node_);
  return std::move(finder).take();
}

}  // namespace brunt::analysis

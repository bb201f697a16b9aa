#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cli/fact.h"
#include "cli/narrator.h"
#include "cli/terminal_look.h"
#include "model/event.h"

namespace brunt::cli {

enum class ProgressForm {
  none,   ///< --quiet
  lines,  ///< one sentence a line, or rows of a terminal with moving lines below
  json,   ///< one object a line
};

/// Tells how a run goes. observe() may be called from any thread. On a terminal
/// the rows that move are redrawn four times a second, in place.
class Painter {
 public:
  /// `fd`: where it writes, standard error but in tests.
  Painter(const Look& look, ProgressForm form, bool verbose, int fd = 2);
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  void observe(const model::Event& event);
  /// Takes the moving rows away. Called once the run is over; the destructor does it too.
  void finish();

 private:
  void tell(const std::vector<Fact>& facts);
  void add_rows(const Fact& fact, std::vector<std::string>& lines);
  void redraw(const std::vector<std::string>& scrolled);
  void repaint_until(const std::stop_token& stop);

  Look look_;
  ProgressForm form_;
  int fd_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable_any wake_;
  Narrator narrator_;
  std::optional<Fact> held_;  ///< a pause that is still a moving row
  int drawn_rows_ = 0;
  bool finished_ = false;
  std::jthread thread_;  ///< last: joined before the rest goes
};

}  // namespace brunt::cli

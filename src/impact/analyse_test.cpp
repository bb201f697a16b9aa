#include "impact/analyse.h"

#include <gtest/gtest.h>

#include "impact/words.h"
#include "sys/file.h"

namespace brunt::impact {
namespace {

Inputs seed_inputs() {
  Inputs inputs;
  inputs.folder = BRUNT_SEED;
  inputs.journal_text = sys::read_file(inputs.folder / "journal.json").value();
  inputs.journal = parse_json(inputs.journal_text).value();
  return inputs;
}

TEST(Analyse, AnswersTheSeed) {
  Inputs inputs = seed_inputs();
  inputs.load_file = inputs.folder / "requests.csv";
  const auto model = analyse(inputs).value();
  EXPECT_EQ(model.outcome, Verdict::refuted);
  EXPECT_EQ(model.answer, "Yes, users were affected.");
  EXPECT_EQ(model.confidence, "high");
  EXPECT_EQ(words::failed_figure(model), "42 of 180");
  EXPECT_EQ(words::ratio_with_interval(*model.all), "23.3 %, 95 % interval 17.8 to 30.0 %");
}

}  // namespace
}  // namespace brunt::impact

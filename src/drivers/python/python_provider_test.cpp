#include "drivers/python/python_provider.h"

#include <gtest/gtest.h>

namespace brunt::drivers::python {
namespace {

using provider::Call;
using provider::NativeFunction;
using provider::Outcome;

/// m.add(a, b=2): says what it was given; refuses a negative `a` when it knows it.
std::unique_ptr<provider::Provider> adder() {
  NativeFunction add;
  add.parameters = {{"amount", true, {}}, {"base", false, 2}};
  add.validate = [](const Json& arguments) -> Result<> {
    if (arguments["amount"].is_number() && arguments["amount"] < 0) {
      return std::unexpected(Error{Errc::invalid_input, "amount: below zero", {}});
    }
    return {};
  };
  add.invoke = [](const Json& arguments, const Call&, const Limits&,
                  const provider::Notify&) -> Result<Outcome> {
    Outcome outcome;
    outcome.output = arguments;
    return outcome;
  };
  provider::NativeTable table;
  table.emplace("m.add", std::move(add));
  return make_python_provider(std::move(table));
}

Call call_of(Json provider) {
  Call call;
  call.provider = std::move(provider);
  return call;
}

Call add_call(Json arguments) {
  return call_of({{"module", "m"}, {"func", "add"}, {"arguments", std::move(arguments)}});
}

TEST(PythonProvider, BindsArgumentsAndDefaults) {
  const auto provider = adder();
  const auto outcome = provider->invoke(add_call({{"amount", 1}}), {}, {});
  EXPECT_EQ(outcome->output, (Json{{"amount", 1}, {"base", 2}}));
  EXPECT_EQ(provider->invoke(add_call({{"base", nullptr}, {"amount", 3}}), {}, {})->output,
            (Json{{"amount", 3}, {"base", nullptr}}));
}

TEST(PythonProvider, NamesEveryArgumentThatDoesNotBind) {
  const auto refused = adder()->validate(add_call({{"amuont", 1}, {"zzzzzz", 2}}));
  EXPECT_EQ(refused.error(),
            (Error{Errc::invalid_input,
                   "required argument 'amount' is missing; argument 'amuont' is not part of the "
                   "function signature (did you mean 'amount'?); argument 'zzzzzz' is not part of "
                   "the function signature; it takes: amount, base",
                   "m.add"}));
  EXPECT_EQ(adder()->validate(add_call(Json::array({1}))).error().what,
            "arguments: found [1], expected an object of arguments");
}

TEST(PythonProvider, ChecksValuesBeforeAndPlaceholdersWhenTheyAreKnown) {
  const auto provider = adder();
  EXPECT_TRUE(provider->validate(add_call({{"amount", "${n}"}})));
  EXPECT_EQ(provider->validate(add_call({{"amount", -1}})).error().what, "amount: below zero");
  EXPECT_EQ(provider->invoke(add_call({{"amount", -1}}), {}, {}).error().what,
            "amount: below zero");
}

TEST(PythonProvider, SaysWhatItKnowsOfAnUnknownFunction) {
  const auto refused = adder()->validate(call_of({{"module", "m"}, {"func", "ad"}}));
  EXPECT_EQ(refused.error().code, Errc::not_found);
  EXPECT_EQ(refused.error().what,
            "the Python function 'm.ad' is not known natively\n"
            "  did you mean m.add?\n"
            "  known natively:\n"
            "    m.add\n"
            "  other functions will run in a Python host process, which this version does not have "
            "yet");
  EXPECT_EQ(adder()->invoke(call_of({{"module", "other"}, {"func", "f"}}), {}, {}).error().code,
            Errc::not_found);
  EXPECT_EQ(adder()->validate(call_of({{"module", "m"}})).error().what,
            "'func' is missing: a text is needed");
}

}  // namespace
}  // namespace brunt::drivers::python

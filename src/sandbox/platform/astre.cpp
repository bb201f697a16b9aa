#include "sandbox/platform/astre.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/platform/sky/cities.h"
#include "sandbox/platform/sky/day.h"

namespace brunt::sandbox::platform {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

struct Question {
  std::string city;  ///< "" when coordinates were given
  sky::Place place;
  sys_days date;
};

Error wrong(std::string what) {
  return {Errc::invalid_input, std::move(what), ""};
}

Result<double> degrees(const Json& asked, std::string_view key, double limit) {
  const Json* value = find(asked, key);
  if (value == nullptr) return std::unexpected(wrong(fmt::format("'{}' is missing", key)));
  if (!value->is_number()) {
    return std::unexpected(wrong(fmt::format("'{}' is {}, not a number", key, to_text(*value))));
  }
  const double number = value->get<double>();
  if (!(std::abs(number) <= limit)) {
    return std::unexpected(
        wrong(fmt::format("'{}' is {}, not within -{} to {}", key, number, limit, limit)));
  }
  return number;
}

Result<sys_days> date_of(const Json& asked, sys_days today) {
  const Json* value = find(asked, "date");
  if (value == nullptr) return today;
  const std::string text = value->is_string() ? value->get<std::string>() : to_text(*value);
  const auto parsed = text.size() == 10 ? parse_time(text + "T00:00:00Z")
                                        : Result<WallTime>(std::unexpected(wrong("")));
  const sys_days first{std::chrono::year{1900} / 1 / 1};
  const sys_days last{std::chrono::year{2099} / 12 / 31};
  if (!parsed || *parsed < first || *parsed > last) {
    return std::unexpected(wrong(fmt::format(
        "'date' is '{}', not a day YYYY-MM-DD from 1900-01-01 to 2099-12-31", printable(text))));
  }
  return std::chrono::floor<days>(*parsed);
}

Error unknown_city(const std::string& name) {
  const std::string meant = closest(name, sky::city_names());
  return wrong(fmt::format("unknown city '{}'{}", printable(name),
                           meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant)));
}

Result<Question> read(std::string_view text, sys_days today) {
  if (trim(text).empty()) return std::unexpected(wrong("the body is empty"));
  const Json asked = BRUNT_TRY(parse_json(text));
  if (!asked.is_object()) return std::unexpected(wrong("the body is no JSON object"));
  Question out;
  out.date = BRUNT_TRY(date_of(asked, today));
  const Json* city = find(asked, "city");
  const bool coordinates = find(asked, "lat") != nullptr || find(asked, "lon") != nullptr;
  if (city != nullptr && coordinates) {
    return std::unexpected(wrong("both a city and coordinates are given"));
  }
  if (city == nullptr) {
    if (!coordinates) return std::unexpected(wrong("neither 'city' nor 'lat' and 'lon' is given"));
    out.place.latitude = BRUNT_TRY(degrees(asked, "lat", 90));
    out.place.longitude = BRUNT_TRY(degrees(asked, "lon", 180));
    return out;
  }
  if (!city->is_string()) {
    return std::unexpected(wrong(fmt::format("'city' is {}, not a text", to_text(*city))));
  }
  const auto known = sky::find_city(city->get<std::string>());
  if (!known) return std::unexpected(unknown_city(city->get<std::string>()));
  out.city = known->name;
  out.place = known->place;
  return out;
}

/// `05:47`, to the nearest minute that is still on `date`; null when there is no such event.
Json clock(const std::optional<WallTime>& at, sys_days date) {
  if (!at) return nullptr;
  const minutes since = std::min(std::chrono::round<minutes>(*at - date), minutes(24 * 60 - 1));
  return fmt::format("{:02}:{:02}", since.count() / 60, since.count() % 60);
}

void say_if_it_stays(Json& out, const sky::Passage& passage) {
  if (passage.always_up) out["stays"] = "up";
  if (passage.always_down) out["stays"] = "down";
}

std::string answer_to(const Question& asked) {
  const sky::Passage sun = sky::sun_day(asked.date, asked.place);
  const sky::Passage moon = sky::moon_day(asked.date, asked.place);
  const sky::Phase phase =
      sky::moon_phase(sky::Instant::at(WallTime(asked.date) + std::chrono::hours(12)));
  Json out = Json::object();
  if (asked.city.empty()) {
    out["lat"] = asked.place.latitude;
    out["lon"] = asked.place.longitude;
  } else {
    out["city"] = asked.city;
  }
  out["date"] = rfc3339(asked.date, 0).substr(0, 10);
  out["zone"] = "UTC";
  Json& s = out["sun"] = Json::object();
  s["rise"] = clock(sun.rise, asked.date);
  s["transit"] = clock(sun.transit, asked.date);
  s["set"] = clock(sun.set, asked.date);
  say_if_it_stays(s, sun);
  Json& m = out["moon"] = Json::object();
  m["rise"] = clock(moon.rise, asked.date);
  m["set"] = clock(moon.set, asked.date);
  say_if_it_stays(m, moon);
  m["phase"] = phase.name;
  m["illumination"] = std::round(100 * phase.illumination) / 100;
  return to_text(out);
}

}  // namespace

Answer astre(std::string_view question, sys_days today) {
  const Result<Question> asked = read(question, today);
  if (asked) return {200, answer_to(*asked)};
  Json out = Json::object();
  out["error"] = asked.error().what;
  out["expected"] =
      R"({"city": NAME} or {"lat": DEGREES, "lon": DEGREES}, and perhaps "date": "YYYY-MM-DD")";
  if (asked.error().what.starts_with("unknown city")) out["cities"] = sky::city_names();
  return {400, to_text(out)};
}

}  // namespace brunt::sandbox::platform

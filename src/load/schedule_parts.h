#pragma once

#include "load/schedule.h"

namespace brunt::load {

// The parts behind Schedule's makers. What they are given has been checked.
std::shared_ptr<const Schedule::Part> constant_part(Rate rate);
std::shared_ptr<const Schedule::Part> ramp_part(Rate from, Rate to, Schedule::Time length);
std::shared_ptr<const Schedule::Part> sine_part(Rate mean, Rate swing, Schedule::Time period);
std::shared_ptr<const Schedule::Part> poisson_part(Rate mean, std::uint64_t seed);
std::shared_ptr<const Schedule::Part> burst_part(std::uint64_t hits, Schedule::Time every);
std::shared_ptr<const Schedule::Part> replay_part(std::vector<Schedule::Time> times);

}  // namespace brunt::load

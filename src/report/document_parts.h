#pragma once

#include "report/document.h"
#include "report/shapes.h"
#include "report/story.h"

namespace brunt::report {

Tone tone_of(Shape shape);
/// "met", "not met", "not checked" in its tone.
Cell met_cell(std::optional<bool> met);

// The sections of the document, in its order; each appends its blocks.

void add_timeline(Document& out, const impact::ReportModel& model, const Story& story);
void add_impact(Document& out, const impact::ReportModel& model);
void add_steady_state(Document& out, const impact::ReportModel& model);
void add_detection(Document& out, const impact::ReportModel& model);
void add_confidence(Document& out, const impact::ReportModel& model);
void add_done(Document& out, const impact::ReportModel& model);
void add_evidence(Document& out, const impact::ReportModel& model);
void add_sources(Document& out, const impact::ReportModel& model);
/// Nothing when no other run is known.
void add_history(Document& out, const impact::ReportModel& model);
void add_limits(Document& out, const impact::ReportModel& model);
void add_reproduce(Document& out, const impact::ReportModel& model);

}  // namespace brunt::report

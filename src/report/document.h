#pragma once

#include <string>
#include <utility>
#include <vector>

#include "impact/report_model.h"

namespace brunt::report {

// The report as running text: what paper and Markdown show, without a word on how it looks. Plain
// values without functions of their own, since they cross into the library that draws PDF.

enum class Tone { plain, quiet, good, bad, warn, none };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  bool verdict = false;  ///< the tone's shape stands before the text
};

struct Grid {
  std::string caption;
  std::vector<std::string> heads;
  std::vector<double> widths;  ///< shares of the line, one per head
  std::vector<bool> numbers;   ///< right-aligned columns
  std::vector<std::vector<Cell>> rows;
  std::vector<bool> tinted;  ///< rows that are about the impact
};

struct KeyFigure {
  std::string name, number, detail;
};

/// A vector drawing, SVG that stands alone, and its text.
struct Drawing {
  std::string svg, text;
  double width = 0, height = 0;  ///< units
};

struct Block {
  enum class Kind { section, subtitle, text, quiet, list, grid, drawing };
  Kind kind = Kind::text;
  std::string text;     ///< title of a section or subtitle, else the text
  std::string finding;  ///< of a section: what it says, in a sentence
  std::vector<std::string> items;
  Grid grid;
  Drawing drawing;
};

/// A file that travels inside.
struct Enclosure {
  std::string name, media_type, text, bytes;
};

struct Document {
  std::string language;  ///< "en", "fr"
  std::string head;      ///< date, time, duration
  std::string question, answer, outcome_word, confidence;
  Tone tone = Tone::none;
  std::vector<std::string> lead;
  std::string attention;  ///< a failed rollback; "" = none
  std::vector<std::pair<std::string, Cell>> statements;
  std::string blind_title;
  std::vector<std::string> blind_spots;
  std::vector<KeyFigure> figures;
  std::vector<Block> blocks;
  std::string foot;  ///< who made it
  std::string generator;
  std::string created;  ///< RFC 3339, of the run: the same input gives the same bytes
  std::vector<Enclosure> enclosures;
};

/// The report as running text, without enclosures. Same model, same document.
Document document_of(const impact::ReportModel& model);

/// What travels inside a paper: the model, and the requests when there are some.
std::vector<Enclosure> enclosures_of(const impact::ReportModel& model);

}  // namespace brunt::report

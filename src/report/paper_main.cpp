#include <cmath>
#include <exception>
#include <memory>

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>

#include "report/paper_library.h"
#include "report/paper_sheet.h"

namespace brunt::report::paper {

namespace {

using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

std::string draw_pdf(const Document& document, Paper size) {
  std::string raw;
  const PageSize page = size_of(size);
  const Surface surface(cairo_pdf_surface_create_for_stream(append, &raw, page.width, page.height));
  cairo_surface_t* pdf = surface.get();
  // Cairo would write the time of day.
  const std::string created = document.created.empty() ? "1970-01-01T00:00:00Z" : document.created;
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, document.question.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_SUBJECT, document.answer.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, document.generator.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
  {
    Sheet sheet(pdf, size, document.question);
    draw_document(sheet, document);
  }
  cairo_surface_finish(pdf);
  if (cairo_surface_status(pdf) != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(cairo_status_to_string(cairo_surface_status(pdf)));
  return finished(raw, document);
}

std::string draw_png(const std::string& svg, double scale) {
  const std::unique_ptr<RsvgHandle, Release<g_object_unref>> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), nullptr));
  if (!handle) throw std::runtime_error("the drawing is unreadable");
  double width = 0;
  double height = 0;
  rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height);
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                   static_cast<int>(std::ceil(width * scale)),
                                                   static_cast<int>(std::ceil(height * scale))));
  {
    const std::unique_ptr<cairo_t, Release<cairo_destroy>> cr(cairo_create(surface.get()));
    cairo_set_source_rgb(cr.get(), 1, 1, 1);
    cairo_paint(cr.get());
    const RsvgRectangle box{0, 0, width * scale, height * scale};
    if (rsvg_handle_render_document(handle.get(), cr.get(), &box, nullptr) == 0)
      throw std::runtime_error("the drawing failed");
  }
  std::string out;
  if (cairo_surface_write_to_png_stream(surface.get(), append, &out) != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error("the picture could not be encoded");
  return out;
}

template <class Draw>
bool guarded(std::string& out, std::string& why, const Draw& draw) {
  try {
    out = draw();
    return true;
  } catch (const std::exception& error) {
    why = error.what();
    return false;
  }
}

}  // namespace

}  // namespace brunt::report::paper

extern "C" {

bool brunt_paper_pdf(const brunt::report::Document& document, brunt::report::Paper paper,
                     std::string& out, std::string& why) {
  return brunt::report::paper::guarded(
      out, why, [&] { return brunt::report::paper::draw_pdf(document, paper); });
}

bool brunt_paper_png(const std::string& svg, double scale, std::string& out, std::string& why) {
  return brunt::report::paper::guarded(out, why,
                                       [&] { return brunt::report::paper::draw_png(svg, scale); });
}

}  // extern "C"

#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr in its interface
#include <vector>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "report/paper_sheet.h"

namespace brunt::report::paper {

namespace {

std::vector<QPDFObjectHandle> kids_of(QPDFObjectHandle element) {
  QPDFObjectHandle kids = element.getKey("/K");
  if (kids.isArray()) return kids.getArrayAsVector();
  return kids.isDictionary() ? std::vector<QPDFObjectHandle>{kids}
                             : std::vector<QPDFObjectHandle>{};
}

/// The text of the drawings, in their order, to those who cannot see them.
void tell_drawings(QPDFObjectHandle element, const std::vector<std::string>& texts,
                   std::size_t& next) {
  if (!element.isDictionary()) return;
  QPDFObjectHandle kind = element.getKey("/S");
  const bool figure = kind.isName() && kind.getName() == "/Figure";
  if (figure && next < texts.size())
    element.replaceKey("/Alt", QPDFObjectHandle::newUnicodeString(texts[next++]));
  for (const QPDFObjectHandle& kid : kids_of(element))
    tell_drawings(kid, texts, next);
}

/// One Document element around all that Cairo left side by side.
void gather(QPDF& pdf, QPDFObjectHandle root, const Document& document) {
  QPDFObjectHandle tree = root.getKey("/StructTreeRoot");
  if (!tree.isDictionary()) return;
  std::vector<std::string> texts;
  for (const Block& block : document.blocks) {
    if (block.kind == Block::Kind::drawing) texts.push_back(block.drawing.text);
  }
  std::size_t next = 0;
  tell_drawings(tree, texts, next);
  QPDFObjectHandle whole = pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
  whole.replaceKey("/Type", QPDFObjectHandle::newName("/StructElem"));
  whole.replaceKey("/S", QPDFObjectHandle::newName("/Document"));
  whole.replaceKey("/P", tree);
  const std::vector<QPDFObjectHandle> kids = kids_of(tree);
  for (QPDFObjectHandle kid : kids) {
    if (kid.isDictionary()) kid.replaceKey("/P", whole);
  }
  whole.replaceKey("/K", QPDFObjectHandle::newArray(kids));
  tree.replaceKey("/K", QPDFObjectHandle::newArray(std::vector<QPDFObjectHandle>{whole}));
}

void enclose(QPDF& pdf, QPDFObjectHandle root, const Document& document) {
  QPDFEmbeddedFileDocumentHelper files(pdf);
  std::vector<QPDFObjectHandle> related;
  for (const Enclosure& each : document.enclosures) {
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, each.bytes);
    stream.setSubtype(each.media_type);
    auto file = QPDFFileSpecObjectHelper::createFileSpec(pdf, each.name, stream);
    file.setDescription(each.text);
    file.getObjectHandle().replaceKey("/AFRelationship", QPDFObjectHandle::newName("/Data"));
    files.replaceEmbeddedFile(each.name, file);
    related.push_back(file.getObjectHandle());
  }
  if (!related.empty()) root.replaceKey("/AF", QPDFObjectHandle::newArray(related));
}

}  // namespace

std::string finished(const std::string& bytes, const Document& document) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("report", bytes.data(), bytes.size());
  QPDFObjectHandle root = pdf.getRoot();
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(document.language));
  QPDFObjectHandle viewer = QPDFObjectHandle::newDictionary();
  viewer.replaceKey("/DisplayDocTitle", QPDFObjectHandle::newBool(true));
  root.replaceKey("/ViewerPreferences", viewer);
  QPDFObjectHandle marked = QPDFObjectHandle::newDictionary();
  marked.replaceKey("/Marked", QPDFObjectHandle::newBool(true));
  root.replaceKey("/MarkInfo", marked);
  gather(pdf, root, document);
  enclose(pdf, root, document);
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setCompressStreams(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace brunt::report::paper

#include "codec/way.h"

#include "codec/document.h"

namespace brunt::codec {

std::string Way::pointer() const {
  if (up_ == nullptr) return "";
  return up_->pointer() + (number_ > 0 ? pointer_part(number_ - 1) : pointer_part(member_));
}

}  // namespace brunt::codec

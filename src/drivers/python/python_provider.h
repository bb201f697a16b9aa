#pragma once

#include <memory>

#include "provider/native.h"
#include "provider/provider.h"

namespace brunt::drivers::python {

/// The provider type "python" for the functions of `table`, which Brunt knows natively; any other
/// function is refused with what is known. Source: experiment format section 2.3.
std::unique_ptr<provider::Provider> make_python_provider(provider::NativeTable table);

}  // namespace brunt::drivers::python

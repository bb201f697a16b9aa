#include "sandbox/cluster/store.h"

#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {

Object Store::put(std::string_view resource, Json object) {
  Json& meta = object["metadata"];
  meta["annotations"][std::string(emulated_annotation)] = emulator_words;
  const Key key{std::string(resource), string_or(meta, "namespace"), string_or(meta, "name")};
  Object& slot = objects_[key];
  if (slot != nullptr) {
    meta["resourceVersion"] = (*slot)["metadata"]["resourceVersion"];
    if (object == *slot) return slot;
  }
  meta["resourceVersion"] = std::to_string(version_ + 1);
  Object before = std::move(slot);
  slot = std::make_shared<const Json>(std::move(object));
  record({version_ + 1, before == nullptr ? Change::Kind::added : Change::Kind::modified,
          std::string(resource), slot, std::move(before)});
  return slot;
}

void Store::erase(std::string_view resource, std::string_view ns, std::string_view name) {
  const auto found = objects_.find(std::make_tuple(resource, ns, name));
  if (found == objects_.end()) return;
  const Object before = found->second;
  Json last = *before;
  last["metadata"]["resourceVersion"] = std::to_string(version_ + 1);
  objects_.erase(found);
  record({version_ + 1, Change::Kind::deleted, std::string(resource),
          std::make_shared<const Json>(std::move(last)), before});
}

Object Store::get(std::string_view resource, std::string_view ns, std::string_view name) const {
  const auto found = objects_.find(std::make_tuple(resource, ns, name));
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<Object> Store::list(std::string_view resource, std::string_view ns) const {
  std::vector<Object> out;
  for (auto at = objects_.lower_bound(std::make_tuple(resource, ns, std::string_view()));
       at != objects_.end() && std::get<0>(at->first) == resource; ++at) {
    if (!ns.empty() && std::get<1>(at->first) != ns) break;
    out.push_back(at->second);
  }
  return out;
}

std::optional<std::vector<Change>> Store::since(std::string_view resource,
                                                std::uint64_t version) const {
  if (version < forgotten_) return std::nullopt;
  std::vector<Change> out;
  for (const Change& change : changes_)
    if (change.version > version && change.resource == resource) out.push_back(change);
  return out;
}

void Store::record(Change change) {
  version_ = change.version;
  changes_.push_back(std::move(change));
  while (changes_.size() > history_) {
    forgotten_ = changes_.front().version;
    changes_.pop_front();
  }
}

}  // namespace brunt::sandbox::cluster

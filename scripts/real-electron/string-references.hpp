// A reference to a string needs Node-API 10; Electron 33 has 9, where only objects can be referred to.
#pragma once
#include <napi.h>

class StringReference {
 public:
  StringReference() = default;
  explicit StringReference(Napi::String string) {
    Napi::Object holder = Napi::Object::New(string.Env());
    holder.Set("value", string);
    reference = Napi::Persistent(holder);
  }
  StringReference(StringReference&&) = default;
  StringReference& operator=(StringReference&&) = default;
  Napi::String Value() const { return reference.Value().Get("value").As<Napi::String>(); }
  bool IsEmpty() const { return reference.IsEmpty(); }
  void Reset() { reference.Reset(); }
  void SuppressDestruct() { reference.SuppressDestruct(); }

 private:
  Napi::ObjectReference reference;
};

inline StringReference PersistentString(Napi::String string) { return StringReference(string); }

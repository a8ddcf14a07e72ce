/**
 * TensorFlow's JPEG decoder (libjpeg-turbo inside libtensorflow_cc) for JavaScript: a plain call that any thread may make, without a graph, a session or threads of its
 * own. What is declared of TensorFlow here is tensorflow/core/lib/jpeg/jpeg_mem.h of the pinned version; jpeg-decoder.mjs keeps nothing whose pixels are not right.
 */
#include <dlfcn.h>
#include <node_api.h>

#include <cstdint>
#include <functional>

namespace tensorflow {
namespace jpeg {

struct UncompressFlags {
  int ratio = 1;
  int components = 0;
  bool fancy_upscaling = true;
  bool try_recover_truncated_jpeg = false;
  float min_acceptable_fraction = 1.0;
  int stride = 0;
  int dct_method = 0;  // J_DCT_METHOD; JDCT_ISLOW, as libvips and Pillow have it
  bool crop = false;
  int crop_x = 0;
  int crop_y = 0;
  int crop_width = 0;
  int crop_height = 0;
};

uint8_t* Uncompress(const void* srcdata, int datasize, const UncompressFlags& flags, int64_t* nwarn,
                    std::function<uint8_t*(int, int, int)> allocate_output);

}  // namespace jpeg
}  // namespace tensorflow

namespace {

bool ReadBytes(napi_env env, napi_value value, uint8_t** data, size_t* bytes) {
  napi_typedarray_type type;
  return napi_get_typedarray_info(env, value, &type, bytes, reinterpret_cast<void**>(data), nullptr, nullptr) == napi_ok &&
         type == napi_uint8_array;
}

/** decode(file, width, height, pixels): writes [height, width, 3]; whether the file is of that size and libjpeg had nothing to say of it. */
napi_value Decode(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value args[4];
  uint8_t *file, *pixels;
  size_t file_bytes, pixel_bytes;
  int32_t width, height;
  if (napi_get_cb_info(env, info, &count, args, nullptr, nullptr) != napi_ok || count != 4 ||
      !ReadBytes(env, args[0], &file, &file_bytes) || napi_get_value_int32(env, args[1], &width) != napi_ok ||
      napi_get_value_int32(env, args[2], &height) != napi_ok || !ReadBytes(env, args[3], &pixels, &pixel_bytes) ||
      file_bytes > INT32_MAX || width <= 0 || height <= 0 ||
      pixel_bytes != static_cast<size_t>(width) * static_cast<size_t>(height) * 3) {
    napi_throw_type_error(env, nullptr, "decode() takes a file of less than 2 GiB, its width and height, and a Uint8Array of width * height * 3");
    return nullptr;
  }
  tensorflow::jpeg::UncompressFlags flags;
  flags.components = 3;
  int64_t warnings = 0;
  const uint8_t* decoded = tensorflow::jpeg::Uncompress(
      file, static_cast<int>(file_bytes), flags, &warnings, [=](int wide, int high, int channels) -> uint8_t* {
        return wide == width && high == height && channels == 3 ? pixels : nullptr;
      });
  napi_value isDecoded;
  return napi_get_boolean(env, decoded != nullptr && warnings == 0, &isDecoded) == napi_ok ? isDecoded : nullptr;
}

/** A thread of JavaScript that ends would unload this, and the engine's libraries with it where nothing else has loaded them yet. */
void StayLoaded() {
  Dl_info own;
  if (dladdr(reinterpret_cast<const void*>(&StayLoaded), &own) != 0) dlopen(own.dli_fname, RTLD_NOW | RTLD_NODELETE);
}

}  // namespace

NAPI_MODULE_INIT() {
  StayLoaded();
  napi_value decode;
  if (napi_create_function(env, "decode", NAPI_AUTO_LENGTH, Decode, nullptr, &decode) != napi_ok ||
      napi_set_named_property(env, exports, "decode", decode) != napi_ok) {
    napi_throw_error(env, nullptr, "the JPEG decoder does not start");
  }
  return exports;
}

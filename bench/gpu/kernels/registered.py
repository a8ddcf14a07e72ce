"""What TensorFlow's library has kernels for, as it tells it itself; no card and no driver are needed.

usage: registered.py LIBRARY FOLDER    LIBRARY is a libtensorflow_cc.so.2; writes FOLDER/kernels (a KernelList of
tensorflow/core/framework/kernel_def.proto) and FOLDER/operations (an OpList of op_def.proto)
"""
import ctypes
import sys


class Buffer(ctypes.Structure):
    """TF_Buffer of tensorflow/c/tf_buffer.h"""

    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("deallocator", ctypes.c_void_p)]


def main():
    library = ctypes.CDLL(sys.argv[1])
    library.TF_NewStatus.restype = ctypes.c_void_p
    library.TF_GetAllRegisteredKernels.argtypes = [ctypes.c_void_p]
    for function in (library.TF_GetAllRegisteredKernels, library.TF_GetAllOpList):
        function.restype = ctypes.POINTER(Buffer)
    told = {"kernels": library.TF_GetAllRegisteredKernels(library.TF_NewStatus()), "operations": library.TF_GetAllOpList()}
    for name, buffer in told.items():
        with open(f"{sys.argv[2]}/{name}", "wb") as out:
            out.write(ctypes.string_at(buffer.contents.data, buffer.contents.length))


main()

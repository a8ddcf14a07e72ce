"""check_savedmodel.py SAVEDMODEL_FOLDER ONNX_FOLDER PNG_LINES: loads in TensorFlow and predicts as `graft predict`."""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from pictures import compare, network_inputs, probability_rows, read_manifest

folder, onnx_folder = sys.argv[1:3]
lines = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8").splitlines()
files = [json.loads(line)["file"] for line in lines]
classes = read_manifest(folder)["classes"]
signature = tf.saved_model.load(folder).signatures["serving_default"]
inputs = network_inputs(onnx_folder, files).transpose(0, 2, 3, 1)
found = signature(image=tf.constant(np.ascontiguousarray(inputs)))["probabilities"].numpy()
compare("savedmodel in tensorflow", files, found, probability_rows(lines, classes), 1e-4)

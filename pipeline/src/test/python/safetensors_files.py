#!/usr/bin/env python3
"""The safetensors library's side of an exchange of files.

    python3 safetensors_files.py read FILE     prints {name: [dtype, shape, values]} and the metadata, as JSON
    python3 safetensors_files.py write FILE    writes one small tensor of each type that numpy has
"""
import json
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

command, path = sys.argv[1:]
if command == "read":
    with safe_open(path, framework="np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        metadata = file.metadata()
    print(
        json.dumps(
            {
                "metadata": metadata,
                "tensors": {n: [str(t.dtype), t.shape, t.flatten().tolist()] for n, t in tensors.items()},
            }
        )
    )
else:
    save_file(
        {
            "F64": np.array([[1.5, -2.25], [1e300, 0.0]]),
            "F32": np.array([[[0.1], [-3.5]]], np.float32),
            "F16": np.array([1.0, -2.0], np.float16),
            "I64": np.array([2**62, -1, 0]),
            "I32": np.array([2**30, -7], np.int32),
            "U8": np.array([0, 127, 255], np.uint8),
            "BOOL": np.array([True, False]),
            "scalar": np.array(7.5, np.float32),
            "empty": np.zeros((0, 3), np.float32),
        },
        path,
        metadata={"format": "np"},
    )

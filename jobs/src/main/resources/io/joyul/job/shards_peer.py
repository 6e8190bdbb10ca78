#!/usr/bin/env python3
"""Reads the rows of a shard folder as others would, shuffled, on one thread; prints rows a second as a line of JSON.

    python3 shards_peer.py FOLDER REPEATS

pyarrow reads our own files: blocks and the rows in them in random order, each row a numpy array. MosaicML Streaming
reads the same rows from files of its own. What is not installed is null; beside torch and transformers that needs

    pip install --no-deps mosaicml-streaming==0.13.0 brotli catalogue cramjam pillow python-snappy xxhash zstd
"""
import importlib.machinery
import importlib.util
import json
import pathlib
import statistics
import sys
import tempfile
import time
import types

folder, repeats = pathlib.Path(sys.argv[1]), int(sys.argv[2])
files = [folder / file["name"] for file in json.loads((folder / "manifest.json").read_bytes())["files"]]


def rate(read):
    rates = []
    for _ in range(repeats):
        began = time.perf_counter()
        rows = read()
        rates.append(rows / (time.perf_counter() - began))
    return round(statistics.median(rates))


def with_pyarrow():
    import numpy
    import pyarrow

    random = numpy.random.default_rng(7)

    def read():
        rows = 0
        for file in random.permutation(len(files)):
            reader = pyarrow.ipc.open_file(pyarrow.memory_map(str(files[file])))
            for number in random.permutation(reader.num_record_batches):
                column = reader.get_batch(int(number)).column("input_ids")
                values, offsets = column.values.to_numpy(), column.offsets.to_numpy()
                for row in random.permutation(len(column)):
                    rows += values[offsets[row] : offsets[row + 1]].size > 0
        return rows

    return rate(read)


def without_pictures():
    """Puts an empty torchvision where there is none: streaming imports it for pictures, and these are token ids."""
    # Looks for torchvision itself, so it comes before the stand-in.
    from transformers import AutoTokenizer

    assert AutoTokenizer
    if importlib.util.find_spec("torchvision"):
        return
    for name in ("", ".datasets", ".transforms", ".transforms.functional"):
        module = types.ModuleType("torchvision" + name)
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        module.__path__ = []
        module.__getattr__ = lambda _: object
        sys.modules[module.__name__] = module


def with_streaming():
    import pyarrow

    without_pictures()
    from streaming import MDSWriter, StreamingDataset
    from streaming.base.util import clean_stale_shared_memory

    clean_stale_shared_memory()

    with tempfile.TemporaryDirectory() as target:
        with MDSWriter(out=target, columns={"input_ids": "ndarray:int32"}, size_limit=16_000_000) as writer:
            for file in files:
                reader = pyarrow.ipc.open_file(pyarrow.memory_map(str(file)))
                for number in range(reader.num_record_batches):
                    for row in reader.get_batch(number).column("input_ids"):
                        writer.write({"input_ids": row.values.to_numpy()})

        def read():
            dataset = StreamingDataset(local=target, shuffle=True, shuffle_seed=7, batch_size=32)
            return sum(sample["input_ids"].size > 0 for sample in dataset)

        return rate(read)


measured = {}
for name, measure in (("pyarrow", with_pyarrow), ("mosaicml-streaming", with_streaming)):
    try:
        measured[name] = int(measure())
    except ImportError:
        measured[name] = None
print(json.dumps(measured))

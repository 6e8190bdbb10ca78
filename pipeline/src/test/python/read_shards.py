#!/usr/bin/env python3
"""Reads a shard folder with pyarrow alone and prints each row as a line of JSON, in manifest order.

    python3 read_shards.py FOLDER id:INT64,input_ids:TOKENS,...

It depends on nothing of Joyul's but the format that the package page of io.joyul.shard specifies, and fails when a
file differs from that.
"""
import hashlib
import json
import pathlib
import sys

import pyarrow as pa

folder = pathlib.Path(sys.argv[1])
text = (folder / "manifest.json").read_bytes()
manifest = json.loads(text)
assert manifest["format"] == "joyul-shards" and manifest["version"] == 2, manifest
unsealed = text.replace(manifest["checksum"].encode(), b"0" * 64, 1)
assert hashlib.sha256(unsealed).hexdigest() == manifest["checksum"], "the manifest's checksum does not hold"

kind = manifest["kind"].lower()
ints = pa.list_(pa.field("item", pa.int32(), nullable=False))
types = {"TOKENS": ints, "LIST": ints, "INT32": pa.int32(), "INT64": pa.int64(), "FLOAT32": pa.float32(), "TEXT": pa.string()}
columns = []
for column in sys.argv[2].split(","):
    name, type = column.split(":")
    columns.append(pa.field(name, types[type], nullable=type == "TEXT"))

for file in manifest["files"]:
    data = (folder / file["name"]).read_bytes()
    assert len(data) == file["bytes"], file
    assert hashlib.sha256(data).hexdigest() == file["sha256"], file
    index = file["index"]
    assert hashlib.sha256(data[index["offset"] :]).hexdigest() == index["sha256"], file
    reader = pa.ipc.open_file(pa.py_buffer(data))
    assert reader.schema == pa.schema(columns), reader.schema
    assert reader.schema.metadata == {
        b"joyul.format": b"joyul-shard",
        b"joyul.version": b"2",
        b"joyul.kind": kind.encode(),
        b"joyul.split": file["split"].encode(),
    }, reader.schema.metadata
    table = reader.read_all()
    table.validate(full=True)
    assert table.num_rows == file["rows"], file
    assert sum(len(ids) for ids in table["input_ids"].to_pylist()) == file["tokens"], file
    for batch in range(reader.num_record_batches):
        assert 0 < reader.get_batch(batch).num_rows <= manifest["blockRows"]
    for row in table.to_pylist():
        print(json.dumps(row))

#!/usr/bin/env python3
"""Tokenises the lines of a file with Hugging Face tokenizers on one thread; asked on standard input.

    python3 tokenize_peer.py TOKENIZER.json LINES.txt

"ids" and "offsets" answer with the seconds that the whole file took; offsets are what encode_batch gives, ids what
encode_batch_fast does. "check" answers with the CRC-32 of all ids and of all offsets.
"""
import array
import itertools
import os
import sys
import time
import zlib

os.environ.update(RAYON_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
from tokenizers import Tokenizer

CHUNK = 1000
tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_truncation()
tokenizer.no_padding()
with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    lines = file.read().split("\n")


def chunks(encode):
    for first in range(0, len(lines), CHUNK):
        yield from encode(lines[first : first + CHUNK])


def seconds(encode):
    began = time.perf_counter()
    for encoding in chunks(encode):
        len(encoding)
    return time.perf_counter() - began


def check():
    ids, offsets = 0, 0
    for encoding in chunks(tokenizer.encode_batch):
        ids = zlib.crc32(array.array("i", encoding.ids).tobytes(), ids)
        offsets = zlib.crc32(array.array("i", itertools.chain(*encoding.offsets)).tobytes(), offsets)
    return f"{ids} {offsets}"


for question in sys.stdin:
    answer = {
        "ids": lambda: seconds(tokenizer.encode_batch_fast),
        "offsets": lambda: seconds(tokenizer.encode_batch),
        "check": check,
    }[question.strip()]()
    print(answer, flush=True)

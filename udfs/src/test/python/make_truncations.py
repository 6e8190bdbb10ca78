"""Makes the fixtures of udfs/src/test/resources/io/joyul/tokenize/truncations: what Hugging Face tokenizers makes of texts
that are too long or too short, for some of the tokenizers that lie beside that folder. Needs tokenizers 0.23.

    python make_truncations.py udfs/src/test/resources/io/joyul/tokenize
"""

import gzip
import io
import itertools
import json
import os
import random
import sys

from tokenizers import Tokenizer

FILES = {"wordpiece": "nsmc-wordpiece", "roberta": "families/roberta", "xlmr": "families/xlmr", "llama3": "families/llama3"}
TEXTS = [
    ("", ""),
    ("a", ""),
    ("짧은 글", "이것은 조금 더 긴 글입니다. 정말로요!"),
    ("어렸을때 완전 재미있게 봤던 영화.. 다시 봐도 좋다", "What was the film about?"),
    ("To be, or not to be, that is the question", "Whether 'tis nobler in the mind to suffer"),
    ("ㅋㅋㅋㅋㅋㅋ ㅠㅠ!!! 한글 English 123", "ㅎ"),
]
TRUNCATIONS = [None] + [
    {"max_length": length, "stride": stride, "strategy": strategy, "direction": direction}
    for length, stride, strategy, direction in itertools.product(
        (4, 9, 16), (0, 2, 5), ("longest_first", "only_first", "only_second"), ("right", "left")
    )
]
PADDINGS = [None, {"length": 12}, {"length": 12, "direction": "left"}, {"pad_to_multiple_of": 8}, {"length": 5, "pad_to_multiple_of": 4}]


def window(encoding):
    return {
        "ids": encoding.ids,
        "type_ids": encoding.type_ids,
        "offsets": [f"{start}-{end}" for start, end in encoding.offsets],
        "word_ids": [-1 if word is None else word for word in encoding.word_ids],
        "attention_mask": encoding.attention_mask,
        "special_tokens_mask": encoding.special_tokens_mask,
    }


def cases(tokenizer, chance):
    for (first, second), truncation, padding in itertools.product(TEXTS, TRUNCATIONS, PADDINGS):
        for pair in (None, second):
            if chance.random() > 0.05:
                continue
            tokenizer.no_truncation()
            tokenizer.no_padding()
            case = {"text": first, "pair": pair, "truncation": truncation, "padding": padding}
            try:
                if truncation:
                    tokenizer.enable_truncation(**truncation)
                if padding:
                    tokenizer.enable_padding(pad_id=1, pad_type_id=0, pad_token="?", **padding)
                case["file"] = {key: json.loads(tokenizer.to_str())[key] for key in ("truncation", "padding")}
                encoding = tokenizer.encode(first, pair)
                case["windows"] = [window(one) for one in [encoding, *encoding.overflowing]]
            except BaseException as e:  # a panic of Rust is no Exception
                case["refused"] = str(e)
            yield case


def main():
    folder = sys.argv[1]
    os.makedirs(f"{folder}/truncations", exist_ok=True)
    for name, file in FILES.items():
        tokenizer = Tokenizer.from_str(gzip.open(f"{folder}/{file}.tokenizer.json.gz", "rt", encoding="utf-8").read())
        lines = [json.dumps(case, ensure_ascii=False) for case in cases(tokenizer, random.Random(7))]
        with open(f"{folder}/truncations/{name}.jsonl.gz", "wb") as out:
            packed = io.BytesIO()
            with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped:
                zipped.write(("\n".join(lines) + "\n").encode())
            out.write(packed.getvalue())
        print(name, len(lines), sum("refused" in line for line in lines))


main()

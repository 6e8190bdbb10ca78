"""Writes src/test/resources/golden/spans.json: what transformers makes of questions with their paragraphs.

By tokenizers whose pairs have one segment (RoBERTa, XLM-R): of each window the ids, where in the paragraph each token
stands (-1 for tokens that are not of it, by transformers' sequence ids), and the first and the last token of the answer (0
and 0 where the window does not hold it whole). The texts are made for this project; CC0.

    python make_span_golden.py FAMILIES OUT

FAMILIES is udfs/src/test/resources/io/joyul/tokenize/families.
"""

import gzip
import json
import os
import sys
import tempfile

from transformers import PreTrainedTokenizerFast

MAX_LENGTH = 40
STRIDE = 10

ROWS = [
    ("Who made the ship?", "The turtle ship was made by admiral Yi in 1592, and it had a roof of iron.", "admiral Yi", 1),
    ("한글은 누가 만들었나?", "한글은 조선의 세종대왕이 만든 글자이다. 세종대왕은 1446년에 이것을 널리 알렸다.", "세종대왕", 2),
    ("언제 알렸나?", "한글은 조선의 세종대왕이 만든 글자이다. 세종대왕은 1446년에 이것을 널리 알렸다.", "1446년", 1),
    ("What did he see? 😀", "He went out 😀 and saw, at last, the sea;  it was grey and 바다 was its name.", "the sea", 1),
    ("첫 낱말은?", "바다는 넓고 깊다. 산은 높고 푸르다. 강은 길고 맑다.", "바다", 1),
    ("끝은?", "바다는 넓고 깊다. 산은 높고 푸르다. 강은 길고 맑다.", "맑다", 1),
    ("What is not told?", "The paragraph says nothing of it.", "", 1),
]


def windows(tokenizer, question, paragraph, answer, nth):
    start = -1
    for _ in range(nth):
        start = paragraph.index(answer, start + 1)
    end = start + len(answer)
    encoded = tokenizer(
        question,
        paragraph,
        truncation="only_second",
        max_length=MAX_LENGTH,
        stride=STRIDE,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    made = []
    for i, offsets in enumerate(encoded["offset_mapping"]):
        sequence = encoded.sequence_ids(i)
        own = [place for place, text in enumerate(sequence) if text == 1]
        held = answer and offsets[own[0]][0] <= start and max(offsets[place][1] for place in own) >= end
        answering = [place for place in own if offsets[place][1] > start and offsets[place][0] < end] if held else [0]
        made.append(
            {
                "ids": encoded["input_ids"][i],
                "starts": [o[0] if text == 1 else -1 for o, text in zip(offsets, sequence)],
                "ends": [o[1] if text == 1 else -1 for o, text in zip(offsets, sequence)],
                "first": answering[0],
                "last": answering[-1],
            }
        )
    return start, made


def main(families, out):
    golden = {"maxLength": MAX_LENGTH, "overlap": STRIDE, "tokenizers": {}}
    for family in ("roberta", "xlmr"):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "tokenizer.json")
            with open(file, "wb") as plain:
                plain.write(gzip.open(os.path.join(families, family + ".tokenizer.json.gz")).read())
            tokenizer = PreTrainedTokenizerFast(tokenizer_file=file, cls_token="<s>", sep_token="</s>", pad_token="<pad>")
        rows = []
        for question, paragraph, answer, nth in ROWS:
            start, made = windows(tokenizer, question, paragraph, answer, nth)
            rows.append(
                {"question": question, "paragraph": paragraph, "answer": answer, "start": start, "windows": made}
            )
        golden["tokenizers"][family] = rows
    with open(out, "w") as file:
        json.dump(golden, file, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(*sys.argv[1:])

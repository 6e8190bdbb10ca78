"""Writes src/test/resources/golden/examples.json: what transformers' own recipes make of real rows.

The recipes are those of run_qa.py (prepare_train_features) and run_ner.py (tokenize_and_align_labels), transformers 4.57,
Apache-2.0, written down again here. Only places and labels are kept, no text: the licence of KorQuAD (CC BY-ND 2.0 KR)
allows no changed copies.

    python make_example_golden.py SHARED_DATA TOKENIZER_JSON OUT
"""

import gzip
import json
import sys

from transformers import PreTrainedTokenizerFast

MAX_LENGTH = 128
STRIDE = 32


def spans(tokenizer, question, context, answer):
    start_char = answer["answer_start"]
    end_char = start_char + len(answer["text"])
    features = tokenizer(
        question.strip(),
        context,
        truncation="only_second",
        max_length=MAX_LENGTH,
        stride=STRIDE,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    windows = []
    for i, offsets in enumerate(features["offset_mapping"]):
        ids = features["input_ids"][i]
        cls = ids.index(tokenizer.cls_token_id)
        sequence = features.sequence_ids(i)
        first = sequence.index(1)
        last = len(ids) - 1 - sequence[::-1].index(1)
        if not (offsets[first][0] <= start_char and offsets[last][1] >= end_char):
            windows.append([len(ids), cls, cls])
            continue
        while first < len(offsets) and offsets[first][0] <= start_char:
            first += 1
        while offsets[last][1] >= end_char:
            last -= 1
        windows.append([len(ids), first - 1, last + 1])
    return windows


def tags(tokenizer, words, labels, known, all_pieces):
    encoded = tokenizer(words, truncation=True, max_length=MAX_LENGTH, is_split_into_words=True)
    aligned = []
    before = None
    for word in encoded.word_ids():
        if word is None:
            aligned.append("")
        elif word != before:
            aligned.append(labels[word])
        elif all_pieces:
            inside = labels[word].replace("B-", "I-", 1)
            aligned.append(inside if inside in known else labels[word])
        else:
            aligned.append("")
        before = word
    return aligned


def words_of(row):
    """Words between spaces; a word has the tag of its first character."""
    words, labels = [], []
    fresh = True
    for char, tag in zip(row["chars"], row["tags"]):
        if char == " ":
            fresh = True
        elif fresh:
            words.append(char)
            labels.append(tag)
            fresh = False
        else:
            words[-1] += char
    return words, labels


def main(shared, tokenizer_json, out):
    opened = gzip.open(tokenizer_json, "rt") if tokenizer_json.endswith(".gz") else open(tokenizer_json)
    with open("/tmp/tokenizer.json", "w") as copy:
        copy.write(opened.read())
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file="/tmp/tokenizer.json", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
    )
    listed = [line.split("\t")[1].strip() for line in gzip.open(f"{shared}/korquad_v1_dev/ids_for_developers.tsv.gz", "rt")]
    wanted = set(listed[1:31] + listed[-30:])
    golden = {"maxLength": MAX_LENGTH, "stride": STRIDE, "spans": {}, "tags": {}}
    for article in json.load(gzip.open(f"{shared}/korquad_v1_dev/KorQuAD_v1.0_dev.json.gz"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                if question["id"] in wanted:
                    golden["spans"][question["id"]] = spans(
                        tokenizer, question["question"], paragraph["context"], question["answers"][0]
                    )
    rows = [json.loads(line) for line in gzip.open(f"{shared}/klue_ner/dev.jsonl.gz", "rt")]
    known = {tag for row in rows for tag in row["tags"]}
    for row in rows[:40]:
        words, labels = words_of(row)
        golden["tags"][row["guid"]] = {
            "first": tags(tokenizer, words, labels, known, False),
            "all": tags(tokenizer, words, labels, known, True),
        }
    json.dump(golden, open(out, "w"), ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(*sys.argv[1:])

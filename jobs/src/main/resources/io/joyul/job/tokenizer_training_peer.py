"""Trains a tokenizer with Hugging Face's trainer and compares it with a file on held-out text.

usage: tokenizer_training_peer.py KIND VOCABULARY_SIZE MIN_FREQUENCY TRAIN HELD_OUT OURS.json IDS

TRAIN and HELD_OUT have one text a line. Writes to IDS what tokenizers makes of each held-out line with OURS.json, one
JSON array a line, special tokens included, and prints as JSON the seconds that the training took, the words of the
held-out text and, for "ours" and "theirs", its tokens and unknown tokens.
"""

import json
import sys
import time

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def untrained(kind, size, least):
    if kind == "wordpiece":
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(
            vocab_size=size, min_frequency=least, special_tokens=SPECIAL, show_progress=False
        )
    elif kind == "byte-bpe":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            min_frequency=least,
            special_tokens=SPECIAL,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
    else:
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(
            vocab_size=size, special_tokens=SPECIAL, unk_token="[UNK]", show_progress=False
        )
    return tokenizer, trainer


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")


def figures(tokenizer, texts):
    unknown = tokenizer.token_to_id("[UNK]")
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return {
        "tokens": sum(len(encoding.ids) for encoding in encodings),
        "unknown": sum(encoding.ids.count(unknown) for encoding in encodings),
    }


kind, size, least, train, held_out, ours, ids = sys.argv[1:]
texts = lines(held_out)
opened = Tokenizer.from_file(ours)
with open(ids, "w", encoding="utf-8") as file:
    for encoding in opened.encode_batch(texts):
        file.write(json.dumps(encoding.ids) + "\n")
theirs, trainer = untrained(kind, int(size), int(least))
read = lines(train)
began = time.perf_counter()
theirs.train_from_iterator(read, trainer)
seconds = time.perf_counter() - began
print(
    json.dumps(
        {
            "seconds": seconds,
            "words": sum(len(text.split()) for text in texts),
            "ours": figures(opened, texts),
            "theirs": figures(theirs, texts),
        }
    )
)

"""Makes the tokenizer fixtures of udfs/src/test/resources/io/joyul/tokenize/families.

One small tokenizer for each family of the field, trained by Hugging Face tokenizers, with what it makes of hard cases,
reviews (NSMC, CC0) and Shakespeare (public domain). Needs tokenizers 0.22 and sentencepiece (for XLM-R's character map).

    python make_families.py NSMC_SAMPLE.tsv.gz SHAKESPEARE.txt.gz OUTPUT_FOLDER
"""

import gzip
import io
import json
import os
import random
import sys

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
HARD = [
    "", " ", "   ", "\n", "a", " a", "a ", "  two  spaces  ", "\u3000전각　공백", "ㅋㅋㅋㅋㅋㅋ ㅠㅠ!!! ㅋㅠ ㄱㅏ", "한글 한글 (자모 분해형)",
    "Ünïcödé ÀÉÎ 漢字かな交じり ﬁﬃ ①②㈜㎏ Å", "e\u0301 combining q\u0323\u0307 q\u0307\u0323 \u0301first", "👨‍👩‍👧‍👦 family 🇰🇷 👍🏽", "a" * 300, "가" * 200,
    "tab\tnew\nline\r\n\r\n  end", "zero\u200bwidth\ufeffbom\u00adsoft", "\x00\x07control\x7f\x8f\x9f", "1,234.56원 3×4=12 1234567 ½ Ⅻ ٣٤", "안녕하세요[MASK]반갑습니다 [SEP] [CLS]",
    "don't can't I'm we've IT'S YOU'LL 'tis 'ſ x'dx", "https://example.org/a?b=c&d=%20", "\u202eRTL \u2028 \u0085 \u00a0nbsp", "<s> text </s> <mask> x<mask>y  <mask>  z", "▁mark ▁▁ two▁in",
    "...…‥ ''' \"\"\" --- a-b-c", "ｆｕｌｌ　ｗｉｄｔｈ　ｶﾞﾊﾟ ﾤ￡", "İstanbul ẞ ΑΣ ǅ", "가나다라 마바사,아자차!카타파?하", "x" + "\u0301" * 5 + "y", "ᄀ각각 ᆨ각ᆨ", "\U0001d160 \U0001d15e \ud7a3", "नमस्ते ก็ ที่ ñ ń̃ ô̂",
    "क़ ड़ \u09c7\u09be \u0b47\u0b56", " trailing   ", "mixed 한English글 섞인Text123텍스트", "\r", "\r\n", "a\r\nb", " \n \n x", "\n\n\nx", "x   \n   y", "  \t\t  z",
]


def byte_level(seed_vocab, corpus, prefix=False, regex=None):
    tokenizer = Tokenizer(models.BPE())
    if regex is None:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Split(Regex(regex), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=False)]
        )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        corpus,
        trainers.BpeTrainer(vocab_size=1500, special_tokens=seed_vocab, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False),
    )
    return tokenizer


def gpt2(corpus):
    tokenizer = byte_level(["<|endoftext|>"], corpus)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True, add_prefix_space=False)
    return tokenizer


def roberta(corpus):
    tokenizer = byte_level(["<s>", "<pad>", "</s>", "<unk>"], corpus, prefix=True)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=True)
    return tokenizer


def llama3(corpus, regex=LLAMA3):
    tokenizer = byte_level(["<|begin|>"], corpus, regex=regex)
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=True), processors.TemplateProcessing("<|begin|> $A", "<|begin|> $A <|begin|>:1 $B:1", [("<|begin|>", 0)])]
    )
    data = json.loads(tokenizer.to_str())
    data["model"]["ignore_merges"] = True
    return Tokenizer.from_str(json.dumps(data))


def qwen2(corpus):
    tokenizer = llama3(corpus, QWEN2)
    tokenizer.normalizer = normalizers.NFC()
    return tokenizer


def llama2(corpus):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    tokenizer.train_from_iterator(
        corpus, trainers.BpeTrainer(vocab_size=2000, limit_alphabet=600, special_tokens=["<unk>", "<s>", "</s>"] + bytes_, show_progress=False)
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", "<s> $A <s>:1 $B:1", [("<s>", 1)])
    data = json.loads(tokenizer.to_str())
    data["pre_tokenizer"] = None
    data["added_tokens"] = data["added_tokens"][:3]
    return Tokenizer.from_str(json.dumps(data))


def charsmap(corpus):
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=model, vocab_size=2000, normalization_rule_name="nmt_nfkc", minloglevel=2
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return proto.normalizer_spec.precompiled_charsmap


def unigram(corpus, specials, unknown):
    tokenizer = Tokenizer(models.Unigram())
    return tokenizer, trainers.UnigramTrainer(vocab_size=2000, special_tokens=specials, unk_token=unknown, show_progress=False)


def xlmr(corpus):
    tokenizer, trainer = unigram(corpus, ["<s>", "<pad>", "</s>", "<unk>"], "<unk>")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap(corpus)), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(corpus, trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", "<s> $A </s> </s> $B </s>", [("<s>", 0), ("</s>", 2)])
    return tokenizer


def metaspace_first(corpus):
    """A unigram model over the whole text, with a mark before the first piece only, and bytes for the unknown."""
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    tokenizer, trainer = unigram(corpus, ["<unk>", "<s>", "</s>"] + bytes_, "<unk>")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first")])
    tokenizer.train_from_iterator(corpus, trainer)
    data = json.loads(tokenizer.to_str())
    data["model"]["byte_fallback"] = True
    data["pre_tokenizer"]["split"] = False
    data["added_tokens"] = data["added_tokens"][:3]
    return Tokenizer.from_str(json.dumps(data))


def gpt1(corpus):
    """Byte pairs of characters with an end mark, over text without accents."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents(), normalizers.NFC()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.BPEDecoder("</w>")
    tokenizer.train_from_iterator(
        corpus, trainers.BpeTrainer(vocab_size=2000, limit_alphabet=500, end_of_word_suffix="</w>", special_tokens=["<unk>"], show_progress=False)
    )
    return tokenizer


def words(corpus):
    """Whole words, cut by one of everything that cuts."""
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFKD()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("...", "merged_with_previous"),
            pre_tokenizers.Split(Regex(r"[\-~]+"), "merged_with_next"),
            pre_tokenizers.Split(Regex(r"\d+\s*"), "removed", invert=False),
            pre_tokenizers.CharDelimiterSplit("/"),
            pre_tokenizers.Punctuation("contiguous"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Whitespace(),
        ]
    )
    tokenizer.train_from_iterator(corpus, trainers.WordLevelTrainer(vocab_size=1500, special_tokens=["[UNK]"], show_progress=False))
    return tokenizer


def digits(corpus):
    """Numbers as a whole, and a pattern whose matches are what stays."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"\S+"), "removed", invert=True), pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.Punctuation()]
    )
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(
        corpus, trainers.WordPieceTrainer(vocab_size=2000, limit_alphabet=500, special_tokens=["[UNK]"], show_progress=False)
    )
    tokenizer.add_tokens([AddedToken("ing", single_word=True), AddedToken("영화", normalized=True), AddedToken("ABC", rstrip=True, lstrip=True)])
    return tokenizer


def main(reviews, shakespeare, folder):
    with gzip.open(reviews, "rt", encoding="utf-8") as file:
        korean = [line.rstrip("\n").split("\t")[1] for line in file][1:4001]
    with gzip.open(shakespeare, "rt", encoding="utf-8") as file:
        english = [line.rstrip("\n") for line in file][:4000]
    corpus = korean + english
    samples = HARD + random.Random(7).sample(korean, 60) + random.Random(7).sample([line for line in english if line], 40)
    for family in (gpt2, roberta, llama2, llama3, qwen2, xlmr, metaspace_first, gpt1, words, digits):
        tokenizer = family(corpus)
        name = family.__name__.replace("_", "-")
        with gzip.GzipFile(f"{folder}/{name}.tokenizer.json.gz", "wb", mtime=0) as file:
            file.write(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False).encode())
        lines = []
        for text in samples:
            e = tokenizer.encode(text)
            lines.append({"text": text, "ids": e.ids, "offsets": e.offsets, "word_ids": e.word_ids, "decoded": tokenizer.decode(e.ids)})
        tokenizer.enable_truncation(24, stride=5)
        for text, pair in zip(samples[::3], samples[1::3]):
            e = tokenizer.encode(text, pair)
            lines.append(
                {"text": text, "pair": pair, "max_length": 24, "stride": 5, "ids": e.ids, "type_ids": e.type_ids, "offsets": e.offsets,
                 "overflowing": [o.ids for o in e.overflowing]}
            )
        with gzip.GzipFile(f"{folder}/{name}.encodings.jsonl.gz", "wb", mtime=0) as file:
            file.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
        print(name, tokenizer.get_vocab_size(), len(lines))


if __name__ == "__main__":
    main(*sys.argv[1:4])

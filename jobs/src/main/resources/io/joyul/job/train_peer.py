#!/usr/bin/env python3
"""Trains what Joyul trains, as others would, and answers how many tokens that are not padding went through a second.

    python3 train_peer.py IDS TOKENIZER SHAPE

IDS holds a JSON list of token ids a line, SHAPE the model's sizes and the batch as JSON. A question is a line:

    trainer grouped      Hugging Face Trainer, texts of like length in a batch
    trainer default      the same as it comes: texts padded to the longest of 32 at random
    plain fp32|bf16      a bare PyTorch loop over batches of like length
    ddp                  the same loop in two processes of one thread, DistributedDataParallel over Gloo

Each answer is a line of JSON: a number, or null where a package is missing.
"""
import json
import os
import random
import sys
import tempfile
import time

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", CUDA_VISIBLE_DEVICES="")
WARM_UP, MEGABATCH = 3, 50
# How fast tokens go differs between batches of short texts and of long ones, so that a few of them say little: all of an
# epoch are measured, up to this many. Batches drawn at random are alike.
GROUPED_STEPS, RANDOM_STEPS = 100, 10


def read(arguments):
    ids = [json.loads(line) for line in open(arguments[0], encoding="utf-8")]
    return ids, arguments[1], json.loads(arguments[2])


def model_of(shape):
    import torch
    from transformers import BertConfig, BertForMaskedLM

    torch.manual_seed(7)
    return BertForMaskedLM(
        BertConfig(
            vocab_size=shape["vocabularySize"],
            hidden_size=shape["hiddenSize"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["attentionHeads"],
            intermediate_size=shape["intermediateSize"],
            max_position_embeddings=shape["maxLength"],
        )
    )


def collator_of(tokenizer):
    from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(
        tokenizer_file=tokenizer, pad_token="[PAD]", mask_token="[MASK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    return DataCollatorForLanguageModeling(fast, mlm_probability=0.15)


def with_trainer(ids, tokenizer, shape, grouped):
    import torch
    from transformers import Trainer, TrainerCallback, TrainingArguments

    torch.set_num_threads(1)
    collator, seen, marks = collator_of(tokenizer), [0], []

    def collate(rows):
        batch = collator([{"input_ids": row["input_ids"]} for row in rows])
        seen[0] += int(batch["attention_mask"].sum())
        return batch

    class Clock(TrainerCallback):
        def on_step_end(self, *_, **__):
            marks.append((time.perf_counter(), seen[0]))

    steps = min(GROUPED_STEPS, len(ids) // shape["microBatch"]) if grouped else RANDOM_STEPS
    grouping = {}
    if grouped:  # as transformers 4 calls it, and 5
        known = "group_by_length" in TrainingArguments.__dataclass_fields__
        grouping = {"group_by_length": True} if known else {"train_sampling_strategy": "group_by_length"}
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder,
            per_device_train_batch_size=shape["microBatch"],
            max_steps=WARM_UP + steps,
            use_cpu=True,
            **grouping,
            learning_rate=5e-4,
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
            logging_strategy="no",
            remove_unused_columns=False,
        )
        rows = [{"input_ids": row} for row in ids]
        Trainer(
            model_of(shape), arguments, data_collator=collate, train_dataset=rows, callbacks=[Clock()]
        ).train()
    (began, before), (ended, after) = marks[WARM_UP - 1], marks[-1]
    return (after - before) / (ended - began)


def batches_of(ids, size, world):
    """Batches of like length in random order, sorted inside stretches of fifty, as the Trainer groups them; a warm-up first."""
    chance = random.Random(7)
    order = list(range(len(ids)))
    chance.shuffle(order)
    stretch = MEGABATCH * size * world
    batches = []
    for first in range(0, len(order), stretch):
        alike = sorted(order[first : first + stretch], key=lambda row: len(ids[row]))
        batches += [alike[i : i + size * world] for i in range(0, len(alike) - size * world + 1, size * world)]
    chance.shuffle(batches)
    return batches[-WARM_UP:] + batches[:GROUPED_STEPS]


def loop(ids, tokenizer, shape, dtype, rank=0, world=1):
    import torch

    torch.set_num_threads(1)
    collator, model = collator_of(tokenizer), model_of(shape)
    if world > 1:
        model = torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
    model.train()
    began = tokens = 0
    for number, batch in enumerate(batches_of(ids, shape["microBatch"], world)):
        if number == WARM_UP:
            began, tokens = time.perf_counter(), 0
        inputs = collator([{"input_ids": ids[row]} for row in batch[rank::world]])
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bf16"):
            loss = model(**inputs).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        tokens += int(inputs["attention_mask"].sum())
    return tokens / (time.perf_counter() - began)


def ddp_rank(rank, port, arguments, rates):
    import torch

    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), GLOO_SOCKET_IFNAME="lo")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2)
    rates.put(loop(*read(arguments), "fp32", rank, 2))
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


def with_ddp(arguments):
    import socket

    import torch.multiprocessing

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rates = torch.multiprocessing.get_context("spawn").SimpleQueue()
    ranks = torch.multiprocessing.spawn(ddp_rank, (port, arguments, rates), nprocs=2, join=False)
    total = rates.get() + rates.get()
    while not ranks.join():
        pass
    return total


def answer(question, arguments):
    match question.split():
        case ["trainer", kind]:
            return with_trainer(*read(arguments), kind == "grouped")
        case ["plain", dtype]:
            return loop(*read(arguments), dtype)
        case ["ddp"]:
            return with_ddp(arguments)
    raise ValueError(question)


if __name__ == "__main__":
    # What libraries print, native ones too, must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            result = round(answer(line.strip(), sys.argv[1:4]), 1)
        except ImportError:
            result = None
        print(json.dumps(result), file=answers, flush=True)

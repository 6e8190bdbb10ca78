#!/usr/bin/env python3
"""Does the sweep that Joyul does with Optuna and PyTorch: the same space, rungs, texts, model and batch.

    python3 sweep_peer.py TEXTS SHAPE

TEXTS holds a JSON object a line, {"split", "ids", "label"}; SHAPE the model's sizes and the sweep's as JSON. A question is
a line, "asha SEED" or "random SEED"; each answer is a line of JSON, or null where a package is missing. Trials run in as
many processes of one thread as Joyul runs at once. Batches are of texts of like length, so that little is padding.
"""
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", CUDA_VISIBLE_DEVICES="")
MEGABATCH = 50


def read(path):
    splits = {"train": [], "dev": []}
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        if row["split"] in splits:
            splits[row["split"]].append((row["ids"], row["label"]))
    return splits


def batches_of(rows, size, chance):
    order = list(range(len(rows)))
    chance.shuffle(order)
    batches = []
    for first in range(0, len(order), MEGABATCH * size):
        alike = sorted(order[first : first + MEGABATCH * size], key=lambda row: len(rows[row][0]))
        batches += [alike[i : i + size] for i in range(0, len(alike), size)]
    chance.shuffle(batches)
    return batches


def tensors(rows, batch):
    import torch

    longest = max(len(rows[row][0]) for row in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for at, row in enumerate(batch):
        ids[at, : len(rows[row][0])] = torch.tensor(rows[row][0])
        mask[at, : len(rows[row][0])] = 1
    return {"input_ids": ids, "attention_mask": mask, "labels": torch.tensor([rows[row][1] for row in batch])}


def train(trial, splits, shape):
    import optuna
    import torch
    from transformers import BertConfig, BertForSequenceClassification, get_linear_schedule_with_warmup

    rate = trial.suggest_float("rate", *shape["rate"], log=True)
    warmup = trial.suggest_float("warmup", *shape["warmup"])
    smoothing = trial.suggest_float("smoothing", *shape["smoothing"])
    torch.manual_seed(7)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=shape["vocabularySize"],
            hidden_size=shape["hiddenSize"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["attentionHeads"],
            intermediate_size=shape["intermediateSize"],
            max_position_embeddings=shape["maxLength"],
            num_labels=shape["labels"],
        )
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    epochs, size = shape["epochs"], shape["microBatch"]
    steps = -(-len(splits["train"]) // size) * epochs
    schedule = get_linear_schedule_with_warmup(optimizer, int(warmup * steps), steps)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    chance, accuracy = random.Random(trial.number), 0.0
    for epoch in range(1, epochs + 1):
        model.train()
        for batch in batches_of(splits["train"], size, chance):
            inputs = tensors(splits["train"], batch)
            labels = inputs.pop("labels")
            loss_of(model(**inputs).logits, labels).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
        model.eval()
        right = 0
        with torch.no_grad():
            for batch in batches_of(splits["dev"], 64, random.Random(0)):
                inputs = tensors(splits["dev"], batch)
                labels = inputs.pop("labels")
                right += int((model(**inputs).logits.argmax(-1) == labels).sum())
        accuracy = right / len(splits["dev"])
        trial.set_user_attr("epochs", epoch)
        trial.report(accuracy, epoch)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return accuracy


def storage_of(path):
    import optuna
    from optuna.storages.journal import JournalFileBackend

    return optuna.storages.JournalStorage(JournalFileBackend(path))


def worker(path, name, kind, seed, texts, shape, ready, begin):
    import optuna
    import torch
    import transformers  # noqa: F401 - the first import takes seconds, which are not the trials'

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    torch.set_num_threads(1)
    pruner = (
        optuna.pruners.SuccessiveHalvingPruner(min_resource=shape["minBudget"], reduction_factor=shape["eta"])
        if kind == "asha"
        else optuna.pruners.NopPruner()
    )
    study = optuna.load_study(
        study_name=name, storage=storage_of(path), pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=seed)
    )
    splits = read(texts)
    enough = optuna.study.MaxTrialsCallback(shape["trials"], states=None)
    ready.wait()
    begin.wait()
    study.optimize(lambda trial: train(trial, splits, shape), callbacks=[enough])


def sweep(kind, seed, texts, shape):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "journal")
        study = optuna.create_study(study_name="s", storage=storage_of(path), direction="maximize")
        ready, begin = spawn.Barrier(shape["parallel"] + 1), spawn.Event()
        workers = [
            spawn.Process(target=worker, args=(path, "s", kind, seed + 1000 * i, texts, shape, ready, begin))
            for i in range(shape["parallel"])
        ]
        for process in workers:
            process.start()
        ready.wait()
        began = time.perf_counter()
        begin.set()
        for process in workers:
            process.join()
        seconds = time.perf_counter() - began
        trials = study.get_trials()
        ended = [trial for trial in trials if trial.state == optuna.trial.TrialState.COMPLETE]
        return {
            "trials": len(trials),
            "epochs": sum(trial.user_attrs.get("epochs", 0) for trial in trials),
            "seconds": round(seconds, 1),
            "best": max((trial.value for trial in ended), default=None),
        }


if __name__ == "__main__":
    # What libraries print, native ones too, must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            import optuna  # noqa: F401
            import torch  # noqa: F401
            import transformers  # noqa: F401

            words = line.split()
            result = sweep(words[0], int(words[1]), sys.argv[1], json.loads(sys.argv[2]))
        except ImportError:
            result = None
        print(json.dumps(result), file=answers, flush=True)

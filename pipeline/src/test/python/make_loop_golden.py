"""What torch makes of a small masked language model in eight steps of a run: micro-batches of unlike sizes, clipping that
is active at some of them, decay on matrices alone, a linear schedule with warm-up, AdamW.

usage: make_loop_golden.py GOLDEN_FOLDER
"""

import json
import os
import sys

import torch
import transformers
from safetensors.torch import save_file

os.environ["HF_HUB_OFFLINE"] = "1"

STEPS = 8
WARMUP = 2
PEAK = 2e-3
DECAY = 0.5
CLIP = 1.6
IGNORED = -100

golden = sys.argv[1]
torch.set_num_threads(1)
random = torch.Generator().manual_seed(11)


def integer(low, high):
    return int(torch.randint(low, high, (1,), generator=random))


def micro_batch(rows, vocabulary, positions):
    """Texts end to end, about one token in six a target, the first one surely."""
    lengths = [integer(4, positions + 1) for _ in range(rows)]
    ids = [integer(5, vocabulary) for _ in range(sum(lengths))]
    labels = [integer(5, vocabulary) if integer(0, 6) == 0 else IGNORED for _ in ids]
    labels[1] = ids[1]
    return {"lengths": lengths, "ids": ids, "labels": labels}


def padded(flat, lengths, filling):
    rows = torch.split(torch.tensor(flat), lengths)
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=filling)


def loss_sum(model, batch):
    ids = padded(batch["ids"], batch["lengths"], 0)
    labels = padded(batch["labels"], batch["lengths"], IGNORED)
    mask = padded([1] * len(batch["ids"]), batch["lengths"], 0)
    logits = model(input_ids=ids, attention_mask=mask).logits
    return torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum"
    )


def main():
    model = transformers.BertForMaskedLM.from_pretrained(f"{golden}/bert-mlm")
    model.train()
    config = model.config
    assert config.hidden_dropout_prob == 0 and config.attention_probs_dropout_prob == 0
    steps = [
        [micro_batch(rows, config.vocab_size, config.max_position_embeddings) for rows in (2 + step % 3, 5)]
        for step in range(STEPS)
    ]
    trained = dict(model.named_parameters())
    groups = [
        {"params": [p for p in trained.values() if p.ndim >= 2], "weight_decay": DECAY},
        {"params": [p for p in trained.values() if p.ndim < 2], "weight_decay": 0.0},
    ]
    adam = torch.optim.AdamW(groups, lr=PEAK, betas=(0.9, 0.999), eps=1e-8)
    schedule = transformers.get_linear_schedule_with_warmup(adam, WARMUP, STEPS)
    curve = []
    for batches in steps:
        adam.zero_grad()
        targets = sum(label != IGNORED for batch in batches for label in batch["labels"])
        loss = sum(loss_sum(model, batch) for batch in batches) / targets
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained.values(), CLIP)
        curve.append({"loss": loss.item(), "norm": norm.item(), "rate": adam.param_groups[0]["lr"]})
        adam.step()
        schedule.step()
    clipped = sum(point["norm"] > CLIP for point in curve)
    assert 0 < clipped < STEPS, curve
    content = {
        "made_by": f"torch {torch.__version__.split('+')[0]}, transformers {transformers.__version__}",
        "peak": PEAK,
        "warmupRatio": WARMUP / STEPS,
        "decay": DECAY,
        "clipNorm": CLIP,
        "steps": steps,
        "curve": curve,
    }
    os.makedirs(f"{golden}/loop", exist_ok=True)
    with open(f"{golden}/loop/run.json", "w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
    save_file(
        {f"after.{name}": parameter.detach().contiguous() for name, parameter in trained.items()},
        f"{golden}/loop/after.safetensors",
    )
    for point in curve:
        print(point)


main()

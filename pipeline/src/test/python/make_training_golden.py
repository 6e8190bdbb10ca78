"""Writes src/test/resources/golden/training.json: learning rates of transformers' and torch's schedules, and smoothed
losses of torch.

    python make_training_golden.py OUT
"""

import json
import math
import sys

import torch
import transformers

PEAK = 1e-3
TOTAL = 50
RATIO = 0.1
WARMUP = math.ceil(RATIO * TOTAL)
DEV_LOSSES = [2.0, 1.5, 1.49995, 1.6, 1.7, 1.4, 1.5, 1.5, 1.5, 1.5, 1.5, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3]


def optimizer():
    return torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)


def rates(make, steps=TOTAL):
    adam = optimizer()
    schedule = make(adam)
    found = []
    for step in range(steps):
        found.append(adam.param_groups[0]["lr"])
        adam.step()
        if step + 1 < steps:
            schedule.step()
    return found


def slanted(cut_frac, ratio):
    """The formula of Howard and Ruder 2018, section 3.2, as it stands there."""
    cut = math.floor(TOTAL * cut_frac)

    def factor(t):
        p = t / cut if t < cut else 1 - (t - cut) / (cut * (1 / cut_frac - 1))
        return (1 + p * (ratio - 1)) / ratio

    return lambda adam: torch.optim.lr_scheduler.LambdaLR(adam, factor)


def plateau(factor, patience, threshold, cooldown, floor):
    adam = optimizer()
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        adam, factor=factor, patience=patience, threshold=threshold, cooldown=cooldown, min_lr=floor * PEAK, eps=0
    )
    found = []
    for loss in DEV_LOSSES:
        schedule.step(loss)
        found.append(adam.param_groups[0]["lr"])
    return found


def smoothed():
    torch.manual_seed(5)
    logits = torch.randn(6, 4)
    targets = torch.tensor([0, 3, 2, 1, 3, 0])
    weights = torch.tensor([0.5, 1.0, 2.0, 0.25])
    cases = []
    for smoothing in (0.0, 0.1, 0.35):
        for weight in (None, weights):
            loss = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing, reduction="sum")
            leaf = logits.clone().requires_grad_(True)
            value = loss(leaf, targets)
            value.backward()
            cases.append(
                {
                    "smoothing": smoothing,
                    "weights": [] if weight is None else weight.tolist(),
                    "loss": value.item(),
                    "gradient": leaf.grad.flatten().tolist(),
                }
            )
    return {"logits": logits.flatten().tolist(), "targets": targets.tolist(), "cases": cases}


def main(out):
    one_cycle = torch.optim.lr_scheduler.OneCycleLR
    golden = {
        "made_by": f"torch {torch.__version__.split('+')[0]}, transformers {transformers.__version__}",
        "peak": PEAK,
        "totalSteps": TOTAL,
        "warmupRatio": RATIO,
        "constant": rates(lambda adam: transformers.get_constant_schedule_with_warmup(adam, WARMUP)),
        "linear": rates(lambda adam: transformers.get_linear_schedule_with_warmup(adam, WARMUP, TOTAL)),
        "cosine": rates(lambda adam: transformers.get_cosine_schedule_with_warmup(adam, WARMUP, TOTAL)),
        "cosine-floor-0.1": rates(
            lambda adam: transformers.get_cosine_with_min_lr_schedule_with_warmup(
                adam, WARMUP, TOTAL, min_lr_rate=0.1
            )
        ),
        "cosine-cycles-3": rates(
            lambda adam: transformers.get_cosine_with_hard_restarts_schedule_with_warmup(adam, WARMUP, TOTAL, 3)
        ),
        "slanted-triangular": rates(slanted(RATIO, 32)),
        "inverse-root": rates(lambda adam: transformers.get_inverse_sqrt_schedule(adam, WARMUP)),
        "one-cycle": rates(
            lambda adam: one_cycle(adam, PEAK, total_steps=TOTAL, pct_start=RATIO, cycle_momentum=False)
        ),
        "devLosses": DEV_LOSSES,
        "reduce-on-plateau": plateau(0.1, 1, 1e-4, 0, 0.0),
        "reduce-on-plateau-cooldown-2-floor-0.2": plateau(0.5, 0, 1e-4, 2, 0.2),
        "smoothed": smoothed(),
    }
    with open(out, "w", encoding="utf-8") as file:
        json.dump(golden, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])

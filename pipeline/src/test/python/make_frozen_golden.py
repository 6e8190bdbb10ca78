"""What transformers makes of a classifier of which the lower part is frozen, in five AdamW steps.

usage: make_frozen_golden.py GOLDEN_FOLDER
"""

import os
import sys

import torch
from safetensors.torch import load_file, save_file

os.environ["HF_HUB_OFFLINE"] = "1"
from transformers import BertForSequenceClassification  # noqa: E402

golden = sys.argv[1]
torch.set_num_threads(1)


def frozen(name, depth):
    if name.startswith("bert.embeddings."):
        return True
    return any(name.startswith(f"bert.encoder.layer.{layer}.") for layer in range(depth))


def make(depth, target):
    model = BertForSequenceClassification.from_pretrained(f"{golden}/bert-classification")
    reference = load_file(f"{golden}/bert-classification/golden.safetensors")
    inputs = {key[len("input."):]: value for key, value in reference.items() if key.startswith("input.")}
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not frozen(name, depth)
    trained = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    groups = [
        {"params": [p for p in trained.values() if p.ndim >= 2], "weight_decay": 0.01},
        {"params": [p for p in trained.values() if p.ndim < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    model.train()
    losses, norms = [], []
    for _ in range(5):
        optimizer.zero_grad()
        loss = model(**inputs).loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(trained.values(), 1.0).item())
        losses.append(loss.item())
        optimizer.step()
    result = {f"after.{name}": parameter.detach().contiguous() for name, parameter in trained.items()}
    result["curve.loss"] = torch.tensor(losses, dtype=torch.float64)
    result["curve.grad_norm"] = torch.tensor(norms, dtype=torch.float64)
    save_file(result, f"{golden}/frozen/{target}.safetensors")


make(1, "frozen-1")
make(2, "head-only")

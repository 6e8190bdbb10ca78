"""What plain PyTorch does with the same model and the same lengths, to compare speeds with."""
import sys
import time

import torch
from torch import nn

VOCABULARY, POSITIONS = 8000, 128
SIZES = {"small": (4, 256, 4, 32, 8), "base": (12, 768, 12, 64, 50)}


class Layer(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.mix = (nn.Linear(hidden, hidden) for _ in range(4))
        self.inner, self.outer = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)
        self.first, self.second = nn.LayerNorm(hidden, 1e-12), nn.LayerNorm(hidden, 1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        b, s, h = x.shape
        q, k, v = (f(x).view(b, s, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        a = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=0.1)
        x = self.first(x + self.drop(self.mix(a.transpose(1, 2).reshape(b, s, h))))
        return self.second(x + self.drop(self.outer(nn.functional.gelu(self.inner(x)))))


class Model(nn.Module):
    def __init__(self, layers, hidden, heads):
        super().__init__()
        self.words, self.places = nn.Embedding(VOCABULARY, hidden), nn.Embedding(POSITIONS, hidden)
        self.types = nn.Embedding(2, hidden)
        self.norm, self.drop = nn.LayerNorm(hidden, 1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(hidden, heads) for _ in range(layers))
        self.head, self.head_norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, 1e-12)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, ids, mask, targets):
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places) + self.types.weight[0]))
        for layer in self.layers:
            x = layer(x, mask)
        x = x.view(-1, x.shape[-1])[targets]
        return nn.functional.linear(self.head_norm(nn.functional.gelu(self.head(x))), self.words.weight, self.bias)


def speed(device, size):
    layers, hidden, heads, texts, steps = SIZES[size]
    torch.manual_seed(7)
    model = Model(layers, hidden, heads).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    tokens = 0
    for step in range(steps + 4):
        if step == 4:
            tokens, began = 0, time.perf_counter()
        lengths = torch.randint(8, 65, (texts,))
        ids = torch.randint(5, 205, (texts, int(lengths.max())))
        real = torch.arange(ids.shape[1])[None, :] < lengths[:, None]
        targets = (real & (torch.arange(ids.numel()).view(ids.shape) % 7 == 0)).flatten().nonzero()[:, 0]
        labels = ids.flatten()[targets]
        mask = real[:, None, None, :]
        logits = model(ids.to(device), mask.to(device), targets.to(device))
        loss = nn.functional.cross_entropy(logits, labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        tokens += int(lengths.sum())
    return tokens / (time.perf_counter() - began)


torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
print(f"PyTorch {torch.__version__} beside it, on the same device (padded batches, fp32):")
print(f"cpu: PyTorch small {speed('cpu', 'small'):.0f} tokens/s with {torch.get_num_threads()} threads")
for gpu in range(torch.cuda.device_count()):
    print(f"cuda:{gpu}: {torch.cuda.get_device_name(gpu)}")
    for size in SIZES:
        print(f"cuda:{gpu}: PyTorch {size} {speed(f'cuda:{gpu}', size):.0f} tokens/s")

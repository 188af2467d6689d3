"""Runs in an environment with PyTorch: a gated recurrent network on a task of permuted digits.

``python permuted_digits_in_torch.py TASK.npz SEED HIDDEN EPOCHS BATCH RATE``. The file holds ``x`` (samples, steps,
channels), ``y`` (samples,), and the indices ``train``, ``held`` and ``test``. ``torch.nn.GRU``, a linear layer on its
last state, Adam with half a cosine, gradients shortened to 1. Prints epoch, accuracy of ``held`` and of ``test``, by
the epoch that was best on ``held``, of equal ones the last.
"""

import sys

import numpy as np
import torch
from torch import nn

CLASSES, LONGEST = 10, 1.0


def main(path, seed, hidden, epochs, batch, rate):
    task = np.load(path)
    x, y = torch.tensor(task["x"], dtype=torch.float32), torch.tensor(task["y"])
    train, held, test = (torch.tensor(task[part]) for part in ("train", "held", "test"))
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    inner, out = nn.GRU(x.shape[2], hidden, batch_first=True), nn.Linear(hidden, CLASSES)
    values = [*inner.parameters(), *out.parameters()]
    optimizer = torch.optim.Adam(values, rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * -(-len(train) // batch))

    def scores(samples):
        return out(inner(x[samples])[0][:, -1])

    def right(samples):
        with torch.no_grad():
            return float((scores(samples).argmax(1) == y[samples]).double().mean())

    best = (0, 0.0, 0.0)
    for epoch in range(1, epochs + 1):
        for samples in train[torch.randperm(len(train))].split(batch):
            optimizer.zero_grad()
            nn.functional.cross_entropy(scores(samples), y[samples]).backward()
            nn.utils.clip_grad_norm_(values, LONGEST)
            optimizer.step()
            schedule.step()
        if (now := right(held)) >= best[1]:
            best = epoch, now, right(test)
    print(*best)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:6]), float(sys.argv[6]))

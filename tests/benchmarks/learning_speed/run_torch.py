"""Trains in snnTorch or SpikingJelly, in its own environment, one turn for every line read.

``python run_torch.py snntorch|spikingjelly FOLDER BATCH EPOCHS THREADS``; prints ``ready PRODUCTS``, what makes its
matrix products, then for each turn ``CPU-SECONDS SECONDS RIGHT`` of its epochs, Poisson coding included: seconds by all
threads, by the clock, and the share of right answers of the last epoch. The network and its steps are those of
``tests/peers/torch_networks.py``, by Adam. ``images.npz`` of the folder holds values, labels, the weights at first, and
how many epochs go before the first turn.
"""

import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[2] / "peers"))
from torch_networks import begun, step

STEPS, RATE = 25, 5e-4


def main(library, folder, batch, epochs):
    torch.manual_seed(0)
    data = np.load(Path(folder) / "images.npz")
    values, labels = torch.from_numpy(data["values"]).float(), torch.from_numpy(data["labels"])
    network = begun(library, data)
    optimizer = torch.optim.Adam(network.parameters(), RATE)

    def epoch():
        right = 0
        order = torch.randperm(len(values))
        for low in range(0, len(values), batch):
            part = order[low : low + batch]
            shown = values[part]
            spikes = (torch.rand(STEPS, *shown.shape) < shown).float()
            counts, _ = step(network, optimizer, spikes, labels[part])
            right += int((counts.argmax(1) == labels[part]).sum())
        return right / len(values)

    for _ in range(int(data["warm"])):
        epoch()
    print("ready", "MKL" if torch.backends.mkl.is_available() else "another", flush=True)
    for _ in sys.stdin:
        used, began = time.process_time(), time.perf_counter()
        for _ in range(epochs):
            right = epoch()
        print(time.process_time() - used, time.perf_counter() - began, right, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[5]))
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:5]))

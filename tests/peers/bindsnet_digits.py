"""Runs in BindsNET's environment: CPU seconds of a training sample of its Diehl & Cook network, one thread.

``python bindsnet_digits.py`` prints the best of three means over 20 samples: 64 pixels of 200 Hz at most, 100 neurons,
350 steps of 1 ms, plasticity and normalisation on, nothing recorded but the spikes that labelling needs.
"""

import time

import torch
from bindsnet.encoding import poisson
from bindsnet.models import DiehlAndCook2015v2
from bindsnet.network.monitors import Monitor
from sklearn.datasets import load_digits

STEPS, SAMPLES, TURNS, RATE = 350, 20, 3, 200.0

torch.set_num_threads(1)
torch.manual_seed(0)
network = DiehlAndCook2015v2(n_inpt=64, n_neurons=100, inh=120.0, dt=1.0, norm=78.4, theta_plus=0.05, inpt_shape=(64,))
target = next(name for name in network.layers if name != "X")
monitor = Monitor(network.layers[target], ["s"], time=STEPS)
network.add_monitor(monitor, "spikes")
images = torch.from_numpy(load_digits().data / 16.0 * RATE).float()


def mean_of(first: int) -> float:
    began = time.process_time()
    for image in images[first : first + SAMPLES]:
        network.run(inputs={"X": poisson(image, time=STEPS, dt=1.0).unsqueeze(1)}, time=STEPS)
        monitor.get("s").sum()
        network.reset_state_variables()
    return (time.process_time() - began) / SAMPLES


mean_of(0)
print(min(mean_of(SAMPLES * (1 + turn)) for turn in range(TURNS)))

"""The networks of NEST's e-prop tests, put together and trained as a script of a person's own would do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Network, TrainingLoop
from engine.model.typed.neuron import neuron
from tests.peers.eprop_tasks import ITERATIONS, EpropTask, Floats

READ_OUT = neuron(
    """about: A read-out that is a mean of what arrives.
source: Bellec et al. (2020), 10.1038/s41467-020-17236-y, equation 11

V[t+1] = kappa*V + (1 - kappa)*I : 1
kappa = 0.95 (>= 0, <= 1)
I : 1
"""
)
RECURRENT = neuron(
    """about: Takes a mean of what arrives; a spike takes the threshold away in the step after it.
source: Bellec et al. (2020), 10.1038/s41467-020-17236-y, equation 6

V[t+1] = alpha*V + (1 - alpha)*I - z*V_th : 1
z[t+1] = 0 : 1
threshold: V > V_th
reset: z = 1
alpha = 0.95 (>= 0, <= 1)
V_th = 1
I : 1
"""
)
ADAPTIVE = "discrete_adaptive_leaky_integrate_and_fire"


@dataclass(frozen=True)
class Learnt:
    """``losses`` (iterations,) before each update, and the weights during the last iteration, (post, pre)."""

    losses: Floats
    into: Floats
    loop: Floats
    out: Floats


def network_of(task: EpropTask) -> Network:
    """Inputs → recurrent neurons → leaky read-outs, with the weights of the task."""
    decay, size = float(np.exp(-1 / task.tau_m)), len(task.loop)
    net = Network(resolution=1.0)
    classes = np.arange(len(task.spikes)) % 2
    if task.name == "regression":
        net.add_dataset("data", "own_signals", x=task.spikes, wanted=task.wanted, scale="as they are",
                        sample_time=task.steps)  # fmt: skip
        net.add_population("recurrent", RECURRENT, size, alpha=decay, V_th=task.V_th)
        arriving, decoder = "pulse", "membrane_value"
    else:
        net.add_dataset("data", "own_signals", x=task.spikes, labels=classes, scale="as they are",
                        sample_time=task.steps)  # fmt: skip
        rise = np.where(np.arange(size) < task.plain, 0.0, task.adapt_beta)
        rho = float(np.exp(-1 / task.adapt_tau))
        net.add_population("recurrent", ADAPTIVE, size, alpha=decay, rho=rho, beta=rise, V_th=task.V_th,
                           t_ref=task.t_ref)  # fmt: skip
        arriving, decoder = "delta", "largest_value"
    net.add_encoder("spikes", "regular", "data", max_rate=1000.0)  # a value of 1 fires in its step
    net.add_population("out", READ_OUT, len(task.out), kappa=decay)
    net.add_decoder("answer", decoder, "out", labels="data")
    learnt: dict[str, Any] = {"sign": "mixed"}
    net.connect("spikes", "recurrent", arriving, weight=task.into, name="in", delay=0.0, **learnt)
    net.connect("recurrent", "recurrent", arriving, weight=task.loop, name="loop", delay=1.0, **learnt)
    net.connect("recurrent", "out", "pulse", weight=task.out, name="read", delay=0.0, **learnt)
    return net


def trained(task: EpropTask, iterations: int = ITERATIONS, optimizer: str = "") -> Learnt:
    """The losses and weights of e-prop with NEST's settings; biases stay, which NEST does not have.

    NEST sums squared errors over a presentation and halves them, where here is their mean; so the rate of learning and
    the weight of the rates count in another unit. It filters eligibility by a mean, not a sum; here the feedback
    weights have that factor in them.
    """
    net, steps, size = network_of(task), task.steps, len(task.loop)
    is_regression, kept = task.name == "regression", np.exp(-1 / task.tau_m)
    scale = 2 / steps if is_regression else 1 / task.window  # of our gradient to NEST's
    settings: dict[str, Any] = {
        "precision": "float64", "surrogate": "triangle", "width": 2 / task.V_th, "measure": "units of the drawing",
        "dampening": 0.3, "feedback": "random", "tau": task.tau_m, "schedule": "constant", "smoothing": 0.0,
        "start": "present weights", "window": float(task.window), "target_rate": task.f_target,
        "rate_weight": task.c_reg * size * scale / (2 * steps**2),
        "optimizer": optimizer or ("gradient descent" if is_regression else "Adam with ε̂"),
        "learning_rate": 1e-4 / scale if is_regression else 5e-3,
    }  # fmt: skip
    x = task.spikes.reshape(ITERATIONS, task.batch, *task.spikes.shape[1:])
    sides = task.wanted[:, 0].argmax(axis=1).reshape(ITERATIONS, task.batch)
    wanted = task.wanted.reshape(ITERATIONS, task.batch, *task.wanted.shape[1:])
    batches: Any = list(zip(x, wanted if is_regression else sides, strict=True))[:iterations]
    losses: list[float] = []
    values: dict[str, Floats] = {}
    with TrainingLoop(net, method="e_prop", batches=batches, epochs=1, settings=settings) as training:
        training.feedback["recurrent"][...] = task.back.T * (1 - kept)
        for batch in training:
            values = {name: value.copy() for (name, of), value in training.values.items() if of == "weight"}
            losses.append(batch.answer().loss / (scale if is_regression else 1.0))
            _, gradients = batch.backward()
            batch.step({key: by * (key[1] == "weight") for key, by in gradients.items()})
    return Learnt(np.array(losses), values["in"], values["loop"], values["read"])

"""Delays under a kernel, beside a plain program of PyTorch: a convolution over time and a loop over steps.

Where PyTorch is not installed, ``tests/peers/test_pytorch.py`` runs these tests in an environment that has it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.delay_kernels import DelayKernel
from engine.circuit.delays import AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS
from engine.circuit.weights import DELAY, Weights
from engine.learning.passes.tape import Tape
from engine.network.values import Uniform
from tests.engine.learning.networks import digits

torch = pytest.importorskip("torch", reason="PyTorch is an extra; tests/peers/test_pytorch.py runs these tests too")

STEPS, BATCH, HIDDEN, LONGEST, BETA, WIDTH = 14, 3, 6, 5, 0.8, 2.0
EXACT = 1e-9  # of the largest gradient of an array


class Spike(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    """A step, with the slope of an arctangent on the way back."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return (x > 0).to(x)

    @staticmethod
    def backward(ctx: Any, by: Any) -> Any:
        (x,) = ctx.saved_tensors
        return by * WIDTH / 2 / (1 + (torch.pi / 2 * WIDTH * x) ** 2)


def delayed(sent: Any, weight: Any, delay: Any, spread: float) -> Any:
    """What arrives (batch, post, steps) of spikes (batch, pre, steps): Hammouamri et al. (2023)."""
    steps = torch.arange(1.0, LONGEST + 1, dtype=sent.dtype)
    bumps = torch.exp(-((steps - delay[:, :, None]) ** 2) / (2 * spread**2))
    kernel = weight[:, :, None] * bumps / bumps.sum(-1, keepdim=True)
    before = torch.nn.functional.pad(sent, (LONGEST, 0))[:, :, :-1]
    return torch.nn.functional.conv1d(before, kernel.flip(-1))


def fired(arrived: Any, bias: Any) -> Any:
    """Spikes (batch, n, steps) of leaky neurons that are reset to 0 at once, and pass nothing back by that."""
    membrane, found = torch.zeros_like(arrived[:, :, 0]), []
    for t in range(arrived.shape[2]):
        membrane = BETA * membrane + arrived[:, :, t] + bias
        found.append(Spike.apply(membrane - 1.0))
        membrane = membrane * (1 - found[-1].detach())
    return torch.stack(found, dim=-1)


@pytest.mark.parametrize("of", [AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS])
@pytest.mark.parametrize("spread", [2.5, 0.5])
def test_spikes_and_gradients_are_those_of_a_convolution(of: str, spread: float) -> None:
    rng = np.random.default_rng([int(10 * spread), len(of)])
    drawn = digits(hidden=HIDDEN, sample_time=float(STEPS), weight=Uniform(-0.5, 1.0), delay=2.0,
                   parameters={"beta": BETA})  # fmt: skip
    found, kernel = circuit(drawn), DelayKernel(LONGEST, "float64")
    weights = Weights(found, 1, "float64", parameters=False, delays=True, delays_of=of, kernel=kernel)
    links = ("in", "read")
    for id in links:
        kept = weights.values[id, DELAY]
        kept[...] = rng.uniform(1, LONGEST, kept.shape)
    for id in ("hidden", "out"):
        weights.values[id, "bias"][...] = rng.uniform(0.0, 0.2, len(weights.values[id, "bias"]))
    kernel.spread = spread
    tape = Tape(found, weights, BATCH, 1, width=WIDTH)
    slope = rng.normal(size=(STEPS, BATCH, 10))
    sent = (rng.random((STEPS, BATCH, 64)) < 0.2) * 1.0
    shown = tape.forward_shown({"code": sent}).copy()
    gradients = tape.backward(slope)

    values = {key: torch.tensor(value, requires_grad=True) for key, value in weights.values.items()}
    signal = torch.tensor(sent).permute(1, 2, 0)
    for id, population in zip(links, ("hidden", "out"), strict=True):
        weight, delay = values[id, "weight"], values[id, DELAY]
        if of == OF_EACH:
            wired = weights.wiring[id].connections
            flat = torch.zeros(weight.numel(), dtype=torch.long)
            flat[torch.tensor(wired.post * weight.shape[1] + wired.pre)] = torch.arange(len(wired.pre))
            delay = delay[flat].reshape(weight.shape)
        each = delay[:, None] if of == OF_TARGETS else delay
        arrived = delayed(signal, weight, each.expand(weight.shape), spread)
        signal = fired(arrived, values[population, "bias"][:, None].T)
    assert np.array_equal(signal.permute(2, 0, 1).detach().numpy(), shown) and 0.02 < shown.mean() < 0.9
    (signal.permute(2, 0, 1) * torch.tensor(slope)).sum().backward()
    for key, value in values.items():
        wanted = value.grad.numpy()
        largest = np.abs(wanted).max()
        assert largest > 1e-3, key
        assert np.abs(gradients[key] - wanted).max() < EXACT * largest, key

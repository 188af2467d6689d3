"""How many steps a converted network needs to be as right as the network of rectified units that it comes from.

``python -m tests.benchmarks.learning_conversion`` writes its table into docs/learning.md.

Digits, 64-100-10, split B, mean of three seeds, 30 epochs, final epoch: trained once as rectified linear units,
converted with the percentile 99.9, and shown for 4 to 128 steps. The read-out is the spike count of ten neurons, or the
membrane of ten integrators that never fire. The bars: at 64 steps within half a point of its own rectified network, and
by membrane within one point at 8.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from statistics import mean

import numpy as np

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.datasets.digits import Digits
from engine.learning.methods.conversion import AT_RESET, HALF, Conversion
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection, Sign
from tests.benchmarks.page import put

SEEDS, EPOCHS, SHOWN = range(3), 30, 32.0
STEPS = (4, 8, 16, 32, 64, 128)
COUNTED_AT, COUNTED_BAR, MEMBRANE_AT, MEMBRANE_BAR = 64, 0.005, 8, 0.01
COUNTING, INTEGRATOR = "neurons/discrete_integrate_and_fire_subtractive", "neurons/discrete_integrator"


def network(encoder: str, output: str, decoder: str) -> NetworkDescription:
    """The drawing: every pixel into 100 neurons, these into ten."""
    rate = {} if encoder == "encoders/constant_current" else {"max_rate": 1000.0}
    all_to_all, delta = find("wiring/all_to_all"), find("synapses/delta")
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", Digits, sample_time=SHOWN),),
        encoders=(Encoder("code", find(encoder), "data", rate),),
        populations=(Population("hidden", find(COUNTING), 100), Population("out", find(output), 10)),
        projections=(
            Projection("in", "code", "hidden", delta if rate else None, all_to_all, 0.1, 0.0, Sign.MIXED),
            Projection("read", "hidden", "out", delta, all_to_all, 0.1, 0.0, Sign.MIXED),
        ),
        decoders=(Decoder("answer", find(decoder), "out", labels="data"),),
    )


DRAWN: dict[str, tuple[Callable[[], NetworkDescription], str]] = {
    "current, spike count": (
        lambda: network("encoders/constant_current", COUNTING, "decoders/spike_count"),
        HALF,
    ),
    "the same, membranes start a whole spike below": (
        lambda: network("encoders/constant_current", COUNTING, "decoders/spike_count"),
        AT_RESET,
    ),
    "current, membrane": (
        lambda: network("encoders/constant_current", INTEGRATOR, "decoders/largest_value"),
        HALF,
    ),
    "regular spikes, membrane": (lambda: network("encoders/regular", INTEGRATOR, "decoders/largest_value"), HALF),
    "Poisson spikes, spike count": (lambda: network("encoders/poisson", COUNTING, "decoders/spike_count"), HALF),
}


def course(drawn: NetworkDescription, membrane: str, seed: int) -> tuple[float, dict[int, float], float]:
    """The accuracy of the rectified network, that of the converted one by steps, and its spikes in ``SHOWN`` ms."""
    result = fit(drawn, Conversion, epochs=EPOCHS, seed=seed, settings={"membrane": membrane})
    learner = Conversion.learner(circuit(drawn), result.settings, seed)
    learner.restore(result.checkpoint.state)
    assert result.test is not None
    samples = circuit(drawn).samples
    outputs = learner.network.forward(samples.values[result.test.samples])
    rectified = float(np.mean(np.argmax(outputs, axis=1) == samples.labels[result.test.samples]))
    converted = with_arrays(drawn, result.arrays)
    found = {}
    for steps in STEPS:
        shown = replace(converted, datasets=(replace(converted.datasets[0], sample_time=float(steps)),))
        found[steps] = evaluate(shown, seed=seed).accuracy
    return rectified, found, result.spikes_per_sample


def main() -> int:
    steps = " | ".join(str(n) for n in STEPS)
    head = f"| input, read-out | rectified | {steps} steps | spikes a sample, {SHOWN:g} steps |"
    lines, gaps = [head, "|" + "---|" * (len(STEPS) + 3)], {}
    for title, (draw, membrane) in DRAWN.items():
        courses = [course(draw(), membrane, seed) for seed in SEEDS]
        own = mean(c[0] for c in courses)
        curve = {n: mean(c[1][n] for c in courses) for n in STEPS}
        gaps[title] = {n: own - curve[n] for n in STEPS}
        figures = " | ".join(f"{100 * curve[n]:.1f}" for n in STEPS)
        spikes = mean(c[2] for c in courses)
        lines.append(f"| {title} | {100 * own:.1f} % | {figures} | {spikes:.0f} |")
        print(lines[-1], flush=True)
    counted = gaps["current, spike count"][COUNTED_AT]
    read = gaps["current, membrane"][MEMBRANE_AT]
    held = counted <= COUNTED_BAR and read <= MEMBRANE_BAR
    said = f"Behind its rectified network: {100 * counted:.2f} points at {COUNTED_AT} steps by spike counts (bar 0.5), "
    lines += [
        "",
        f"{said}{100 * read:.2f} at {MEMBRANE_AT} by membrane (bar 1). Both bars are {'held' if held else 'missed'}.",
    ]
    print(lines[-1])
    put("learning_conversion", "\n".join(lines))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

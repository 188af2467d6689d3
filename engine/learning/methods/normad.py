"""Normalised approximate descent: spike times learnt by one layer, in few presentations."""

from __future__ import annotations

from collections.abc import Iterable

from engine.circuit.circuit import Circuit
from engine.learning.components import declared
from engine.learning.components.method import Settings
from engine.learning.components.one_layer import OneLayerLearner, OneLayerMethod, OneLayerRule
from engine.learning.passes.traces import has_trace, trace_of
from engine.model.quantities import Parameter
from engine.problems import Problem, declare

NO_KERNEL = declare(
    "learning.normad.no_kernel",
    "A spike on this link does not move the membrane by a fixed course, from which NormAD takes what its inputs do.",
    "Use the delta synapse, or a current such as the exponential one with one value of each parameter.",
)


class NormAD(OneLayerMethod):
    """One layer learns to fire at wanted times: each missing or superfluous spike moves the weights by a fixed length.

    The direction is what the inputs have put onto the membrane by then: the drawn synapse's current, or its jumps,
    filtered by a leaky integrator and divided by its length over all inputs. Training starts from the present weights.

    Source: Anwani & Rajendran (2015), NormAD - Normalized Approximate Descent based supervised learning rule for
    spiking neurons, IJCNN, 10.1109/IJCNN.2015.7280618.
    """

    title = "NormAD"
    aliases = ("normalized approximate descent", "target spike trains", "supervised spike timing")

    rate = Parameter(
        "1", "r", "length of a change", default=40.0, above=0.0,
        detail="How far all weights onto a neuron move for each spike that is wrong or missing, in pA or mV.",
    )  # fmt: skip
    tau = Parameter(
        "ms", r"\tau_L'", "time constant of the integrator", default=1.0, above=0.0,
        detail="How long an input counts as a cause of the spike. Shorter than the membrane's, it is exact in time.",
    )  # fmt: skip
    schedule = declared.schedule()
    warm_up = declared.warm_up()
    patience = declared.patience()

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        yield from super().misfits(circuit)
        for projection in circuit.projections:
            if not has_trace(projection, circuit.output.model):
                yield Problem(projection.id, NO_KERNEL)

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> OneLayerLearner:
        h, tau = circuit.description.resolution, float(settings["tau"])
        rule = OneLayerRule(
            {p.id: trace_of(p, circuit.output.model, tau, h) for p in circuit.projections}, normalised=True
        )
        return OneLayerLearner(circuit, settings, seed, rule, float(settings["rate"]))

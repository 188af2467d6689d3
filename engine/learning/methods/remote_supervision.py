"""The remote supervised method: spike times learnt by one layer from traces of its inputs."""

from __future__ import annotations

from engine.circuit.circuit import Circuit
from engine.learning.components import declared
from engine.learning.components.method import Settings
from engine.learning.components.one_layer import OneLayerLearner, OneLayerMethod, OneLayerRule
from engine.learning.passes.traces import exponential_trace
from engine.model.quantities import Parameter


class RemoteSupervision(OneLayerMethod):
    """One layer learns to fire at wanted times by two windows of STDP: of the wanted spikes, and against its own.

    A spike that is missing or too many changes a weight by a constant and by an exponential trace of its input.
    Training starts from the present weights.

    Source: Ponulak & Kasiński (2010), Supervised learning in spiking neural networks with ReSuMe, Neural Computation
    22(2), 467-510, 10.1162/neco.2009.11-08-901.
    """

    title = "ReSuMe"
    aliases = ("remote supervised method", "target spike trains", "supervised spike timing")

    rate = Parameter(
        "1", "A", "change by an input spike at the same time", default=4.0, above=0.0,
        detail="How far a weight rises for a wanted spike, and falls for a wrong one, in pA or mV.",
    )  # fmt: skip
    alone = Parameter(
        "1", "a", "change without an input spike, as a share", default=0.0,
        detail="What every weight moves by at such a spike, as a share of that change, whether or not its input fired.",
    )  # fmt: skip
    tau = Parameter(
        "ms", r"\tau", "time constant of the window", default=5.0, above=0.0,
        detail="How long before the spike an input may have fired to count.",
    )  # fmt: skip
    schedule = declared.schedule()
    warm_up = declared.warm_up()
    patience = declared.patience()

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> OneLayerLearner:
        trace = exponential_trace(float(settings["tau"]), circuit.description.resolution).from_the_next_step()
        rule = OneLayerRule({p.id: trace for p in circuit.projections}, False, float(settings["alone"]))
        return OneLayerLearner(circuit, settings, seed, rule, float(settings["rate"]))

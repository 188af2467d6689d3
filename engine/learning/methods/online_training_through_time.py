"""Online training through time: back through the layers of the present step, never back through time."""

from __future__ import annotations

from engine.circuit.circuit import Circuit
from engine.learning.components.drive import counted_by
from engine.learning.components.feedback import Spatial
from engine.learning.components.method import Settings
from engine.learning.components.online import OnlineLearner, OnlineMethod


class OnlineTrainingThroughTime(OnlineMethod):
    """Each step has a loss and goes back through the layers by itself; traces of the inputs stand for the past.

    The trace of an input decays as the neuron's states do without a spike, whatever the neuron itself fires. The loss
    of a step is the cross-entropy of the spike counts so far; its gradients are summed over a sample, as in the
    paper's accumulated form.

    Source: Xiao, Meng, Zhang, He & Lin (2022), Online training through time for spiking neural networks, NeurIPS,
    arXiv 2210.04195, equations 5 to 8.
    """

    title = "Online training through time"
    aliases = ("OTTT", "online learning", "forward-in-time learning")

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> OnlineLearner:
        drive = counted_by(settings, circuit, seed)
        return OnlineLearner(circuit, settings, seed, Spatial(circuit, drive), drive)

from engine.models.synapses.alpha_conductance import AlphaConductance as AlphaConductance
from engine.models.synapses.alpha_current import AlphaCurrent as AlphaCurrent
from engine.models.synapses.delta import Delta as Delta
from engine.models.synapses.double_exponential_conductance import (
    DoubleExponentialConductance as DoubleExponentialConductance,
)
from engine.models.synapses.double_exponential_current import DoubleExponentialCurrent as DoubleExponentialCurrent
from engine.models.synapses.equations import SynapseEquations as SynapseEquations
from engine.models.synapses.exponential_conductance import ExponentialConductance as ExponentialConductance
from engine.models.synapses.exponential_current import ExponentialCurrent as ExponentialCurrent
from engine.models.synapses.gap_junction import GapJunction as GapJunction
from engine.models.synapses.graded_conductance import GradedConductance as GradedConductance
from engine.models.synapses.nmda_conductance import NMDAConductance as NMDAConductance
from engine.models.synapses.pulse import Pulse as Pulse

__all__ = [
    "AlphaConductance",
    "AlphaCurrent",
    "Delta",
    "DoubleExponentialConductance",
    "DoubleExponentialCurrent",
    "ExponentialConductance",
    "ExponentialCurrent",
    "GapJunction",
    "GradedConductance",
    "NMDAConductance",
    "Pulse",
    "SynapseEquations",
]

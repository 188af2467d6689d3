from engine.models.synapses.delta import Delta as Delta
from engine.models.synapses.exponential_current import ExponentialCurrent as ExponentialCurrent

__all__ = [
    "Delta",
    "ExponentialCurrent",
]

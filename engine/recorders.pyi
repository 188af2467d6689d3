from engine.models.recorders.spikes import SpikeRecorder as SpikeRecorder
from engine.models.recorders.state import StateRecorder as StateRecorder
from engine.models.recorders.weights import WeightRecorder as WeightRecorder

__all__ = [
    "SpikeRecorder",
    "StateRecorder",
    "WeightRecorder",
]

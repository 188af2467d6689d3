from engine.models.decoders.spike_count import SpikeCount as SpikeCount
from engine.models.decoders.time_to_first_spike import TimeToFirstSpike as TimeToFirstSpike

__all__ = [
    "SpikeCount",
    "TimeToFirstSpike",
]

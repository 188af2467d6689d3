from engine.models.decoders.exponential_rate import ExponentialRate as ExponentialRate
from engine.models.decoders.firing_rate import FiringRate as FiringRate
from engine.models.decoders.first_to_spike import FirstToSpike as FirstToSpike
from engine.models.decoders.inter_spike_interval import InterSpikeInterval as InterSpikeInterval
from engine.models.decoders.largest_value import LargestValue as LargestValue
from engine.models.decoders.linear_read_out import LinearReadOut as LinearReadOut
from engine.models.decoders.phase import Phase as Phase
from engine.models.decoders.population_vector import PopulationVector as PopulationVector
from engine.models.decoders.rank_order import RankOrder as RankOrder
from engine.models.decoders.sliding_rate import SlidingRate as SlidingRate
from engine.models.decoders.spike_count import SpikeCount as SpikeCount
from engine.models.decoders.time_to_first_spike import TimeToFirstSpike as TimeToFirstSpike

__all__ = [
    "ExponentialRate",
    "FiringRate",
    "FirstToSpike",
    "InterSpikeInterval",
    "LargestValue",
    "LinearReadOut",
    "Phase",
    "PopulationVector",
    "RankOrder",
    "SlidingRate",
    "SpikeCount",
    "TimeToFirstSpike",
]

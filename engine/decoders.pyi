from engine.models.decoders.burst import Burst as Burst
from engine.models.decoders.cumulative_sum import CumulativeSum as CumulativeSum
from engine.models.decoders.exponential_rate import ExponentialRate as ExponentialRate
from engine.models.decoders.fir_filter import FIRFilter as FIRFilter
from engine.models.decoders.firing_rate import FiringRate as FiringRate
from engine.models.decoders.first_to_spike import FirstToSpike as FirstToSpike
from engine.models.decoders.gaussian_receptive_fields import GaussianReceptiveFields as GaussianReceptiveFields
from engine.models.decoders.inter_spike_interval import InterSpikeInterval as InterSpikeInterval
from engine.models.decoders.labelled_neurons import LabelledNeurons as LabelledNeurons
from engine.models.decoders.largest_value import LargestValue as LargestValue
from engine.models.decoders.linear_read_out import LinearReadOut as LinearReadOut
from engine.models.decoders.membrane_value import MembraneValue as MembraneValue
from engine.models.decoders.moving_window import MovingWindow as MovingWindow
from engine.models.decoders.phase import Phase as Phase
from engine.models.decoders.population_vector import PopulationVector as PopulationVector
from engine.models.decoders.rank_order import RankOrder as RankOrder
from engine.models.decoders.sliding_rate import SlidingRate as SlidingRate
from engine.models.decoders.spike_count import SpikeCount as SpikeCount
from engine.models.decoders.time_to_first_spike import TimeToFirstSpike as TimeToFirstSpike
from engine.models.decoders.time_to_first_spike_logarithmic import (
    LogarithmicTimeToFirstSpike as LogarithmicTimeToFirstSpike,
)

__all__ = [
    "Burst",
    "CumulativeSum",
    "ExponentialRate",
    "FIRFilter",
    "FiringRate",
    "FirstToSpike",
    "GaussianReceptiveFields",
    "InterSpikeInterval",
    "LabelledNeurons",
    "LargestValue",
    "LinearReadOut",
    "LogarithmicTimeToFirstSpike",
    "MembraneValue",
    "MovingWindow",
    "Phase",
    "PopulationVector",
    "RankOrder",
    "SlidingRate",
    "SpikeCount",
    "TimeToFirstSpike",
]

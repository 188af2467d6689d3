from engine.models.plasticity.bcm import BCM as BCM
from engine.models.plasticity.clopath import Clopath as Clopath
from engine.models.plasticity.diehl_cook import DiehlCook as DiehlCook
from engine.models.plasticity.equations import PlasticityEquations as PlasticityEquations
from engine.models.plasticity.hebb import Hebb as Hebb
from engine.models.plasticity.homeostatic_scaling import HomeostaticScaling as HomeostaticScaling
from engine.models.plasticity.inhibitory_stdp import InhibitorySTDP as InhibitorySTDP
from engine.models.plasticity.nearest_pair_stdp import NearestPairSTDP as NearestPairSTDP
from engine.models.plasticity.nearest_triplet_stdp import NearestTripletSTDP as NearestTripletSTDP
from engine.models.plasticity.oja import Oja as Oja
from engine.models.plasticity.pair_stdp import PairSTDP as PairSTDP
from engine.models.plasticity.power_law_stdp import PowerLawSTDP as PowerLawSTDP
from engine.models.plasticity.reward_expectation_stdp import RewardExpectationSTDP as RewardExpectationSTDP
from engine.models.plasticity.reward_modulated_stdp import RewardModulatedSTDP as RewardModulatedSTDP
from engine.models.plasticity.triplet_stdp import TripletSTDP as TripletSTDP
from engine.models.plasticity.van_rossum_stdp import VanRossumSTDP as VanRossumSTDP
from engine.models.plasticity.weight_dependent_stdp import WeightDependentSTDP as WeightDependentSTDP
from engine.models.plasticity.weight_normalisation import WeightNormalisation as WeightNormalisation

__all__ = [
    "BCM",
    "Clopath",
    "DiehlCook",
    "Hebb",
    "HomeostaticScaling",
    "InhibitorySTDP",
    "NearestPairSTDP",
    "NearestTripletSTDP",
    "Oja",
    "PairSTDP",
    "PlasticityEquations",
    "PowerLawSTDP",
    "RewardExpectationSTDP",
    "RewardModulatedSTDP",
    "TripletSTDP",
    "VanRossumSTDP",
    "WeightDependentSTDP",
    "WeightNormalisation",
]

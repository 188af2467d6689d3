from engine.models.wiring.all_to_all import AllToAll as AllToAll
from engine.models.wiring.convolution import Convolution as Convolution
from engine.models.wiring.explicit_list import ExplicitList as ExplicitList
from engine.models.wiring.exponential_distance import ExponentialDistance as ExponentialDistance
from engine.models.wiring.fixed_in_degree import FixedInDegree as FixedInDegree
from engine.models.wiring.fixed_out_degree import FixedOutDegree as FixedOutDegree
from engine.models.wiring.fixed_probability import FixedProbability as FixedProbability
from engine.models.wiring.fixed_total_number import FixedTotalNumber as FixedTotalNumber
from engine.models.wiring.gaussian_distance import GaussianDistance as GaussianDistance
from engine.models.wiring.local_receptive_field import LocalReceptiveField as LocalReceptiveField
from engine.models.wiring.one_to_one import OneToOne as OneToOne
from engine.models.wiring.pooling import Pooling as Pooling
from engine.models.wiring.within_distance import WithinDistance as WithinDistance

__all__ = [
    "AllToAll",
    "Convolution",
    "ExplicitList",
    "ExponentialDistance",
    "FixedInDegree",
    "FixedOutDegree",
    "FixedProbability",
    "FixedTotalNumber",
    "GaussianDistance",
    "LocalReceptiveField",
    "OneToOne",
    "Pooling",
    "WithinDistance",
]

from engine.models.wiring.all_to_all import AllToAll as AllToAll
from engine.models.wiring.explicit_list import ExplicitList as ExplicitList
from engine.models.wiring.fixed_in_degree import FixedInDegree as FixedInDegree
from engine.models.wiring.fixed_out_degree import FixedOutDegree as FixedOutDegree
from engine.models.wiring.fixed_probability import FixedProbability as FixedProbability
from engine.models.wiring.fixed_total_number import FixedTotalNumber as FixedTotalNumber
from engine.models.wiring.one_to_one import OneToOne as OneToOne

__all__ = [
    "AllToAll",
    "ExplicitList",
    "FixedInDegree",
    "FixedOutDegree",
    "FixedProbability",
    "FixedTotalNumber",
    "OneToOne",
]

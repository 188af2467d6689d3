from engine.models.plasticity.pair_stdp import PairSTDP as PairSTDP
from engine.models.plasticity.short_term_depression import ShortTermDepression as ShortTermDepression
from engine.models.plasticity.tsodyks_markram import TsodyksMarkram as TsodyksMarkram

__all__ = [
    "PairSTDP",
    "ShortTermDepression",
    "TsodyksMarkram",
]

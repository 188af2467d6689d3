from engine.models.plasticity.pair_stdp import PairSTDP as PairSTDP

__all__ = [
    "PairSTDP",
]

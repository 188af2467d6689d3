from engine.models.encoders.constant_current import ConstantCurrentEncoder as ConstantCurrentEncoder
from engine.models.encoders.latency import LatencyEncoder as LatencyEncoder
from engine.models.encoders.poisson import PoissonEncoder as PoissonEncoder

__all__ = [
    "ConstantCurrentEncoder",
    "LatencyEncoder",
    "PoissonEncoder",
]

from engine.models.encoders.bens_spiker import BensSpikerEncoder as BensSpikerEncoder
from engine.models.encoders.burst import BurstEncoder as BurstEncoder
from engine.models.encoders.constant_current import ConstantCurrentEncoder as ConstantCurrentEncoder
from engine.models.encoders.delta_modulation import DeltaModulationEncoder as DeltaModulationEncoder
from engine.models.encoders.gaussian_receptive_fields import (
    GaussianReceptiveFieldsEncoder as GaussianReceptiveFieldsEncoder,
)
from engine.models.encoders.latency import LatencyEncoder as LatencyEncoder
from engine.models.encoders.latency_logarithmic import LogarithmicLatencyEncoder as LogarithmicLatencyEncoder
from engine.models.encoders.moving_window import MovingWindowEncoder as MovingWindowEncoder
from engine.models.encoders.phase import PhaseEncoder as PhaseEncoder
from engine.models.encoders.poisson import PoissonEncoder as PoissonEncoder
from engine.models.encoders.rank_order import RankOrderEncoder as RankOrderEncoder
from engine.models.encoders.regular import RegularEncoder as RegularEncoder
from engine.models.encoders.step_forward import StepForwardEncoder as StepForwardEncoder

__all__ = [
    "BensSpikerEncoder",
    "BurstEncoder",
    "ConstantCurrentEncoder",
    "DeltaModulationEncoder",
    "GaussianReceptiveFieldsEncoder",
    "LatencyEncoder",
    "LogarithmicLatencyEncoder",
    "MovingWindowEncoder",
    "PhaseEncoder",
    "PoissonEncoder",
    "RankOrderEncoder",
    "RegularEncoder",
    "StepForwardEncoder",
]

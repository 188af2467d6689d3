from engine.models.stimuli.array_current import ArrayCurrentStimulus as ArrayCurrentStimulus
from engine.models.stimuli.array_poisson import ArrayPoissonStimulus as ArrayPoissonStimulus
from engine.models.stimuli.chirp_current import ChirpCurrentStimulus as ChirpCurrentStimulus
from engine.models.stimuli.correlated_poisson import CorrelatedPoissonStimulus as CorrelatedPoissonStimulus
from engine.models.stimuli.dc_current import DirectCurrentStimulus as DirectCurrentStimulus
from engine.models.stimuli.ornstein_uhlenbeck_current import (
    OrnsteinUhlenbeckCurrentStimulus as OrnsteinUhlenbeckCurrentStimulus,
)
from engine.models.stimuli.poisson import PoissonStimulus as PoissonStimulus
from engine.models.stimuli.ramp_current import RampCurrentStimulus as RampCurrentStimulus
from engine.models.stimuli.regular import RegularStimulus as RegularStimulus
from engine.models.stimuli.sine_current import SineCurrentStimulus as SineCurrentStimulus
from engine.models.stimuli.sine_poisson import SinePoissonStimulus as SinePoissonStimulus
from engine.models.stimuli.spike_times import SpikeTimesStimulus as SpikeTimesStimulus
from engine.models.stimuli.step_current import StepCurrentStimulus as StepCurrentStimulus
from engine.models.stimuli.white_noise_current import WhiteNoiseCurrentStimulus as WhiteNoiseCurrentStimulus

__all__ = [
    "ArrayCurrentStimulus",
    "ArrayPoissonStimulus",
    "ChirpCurrentStimulus",
    "CorrelatedPoissonStimulus",
    "DirectCurrentStimulus",
    "OrnsteinUhlenbeckCurrentStimulus",
    "PoissonStimulus",
    "RampCurrentStimulus",
    "RegularStimulus",
    "SineCurrentStimulus",
    "SinePoissonStimulus",
    "SpikeTimesStimulus",
    "StepCurrentStimulus",
    "WhiteNoiseCurrentStimulus",
]

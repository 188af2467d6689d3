from engine.models.stimuli.poisson import PoissonStimulus as PoissonStimulus
from engine.models.stimuli.regular import RegularStimulus as RegularStimulus
from engine.models.stimuli.spike_times import SpikeTimesStimulus as SpikeTimesStimulus
from engine.models.stimuli.step_current import StepCurrentStimulus as StepCurrentStimulus

__all__ = [
    "PoissonStimulus",
    "RegularStimulus",
    "SpikeTimesStimulus",
    "StepCurrentStimulus",
]

"""Random spikes whose rate swings."""

from engine.model.declaration import SharedParameter, equation
from engine.model.functions import MS_PER_S, PI, absolute, floor, maximum, sin
from engine.model.sources import StimulusModel


class SinePoissonStimulus(StimulusModel):
    """Every target receives its own random train; its rate is a sine around an offset, and never below zero.

    Source: NEST's sinusoidal_poisson_generator; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics,
    section 7.2, 10.1017/CBO9781107447615 (inhomogeneous Poisson process).
    """

    title = "Poisson, sine"
    category = "Random"
    aliases = ("inhomogeneous Poisson", "sinusoidal_poisson_generator", "oscillating rate", "modulated rate")

    rate = SharedParameter("Hz", "r_0", "mean rate at each target", default=1000.0, at_least=0.0)
    amplitude = SharedParameter("Hz", "A", "amplitude of the rate", default=800.0)
    frequency = SharedParameter("Hz", "f", "frequency of the swing", default=5.0, at_least=0.0)
    phase = SharedParameter("1", r"\varphi", "phase in degrees", default=0.0)

    @equation
    def expected_spikes(t, h, rate, amplitude, frequency, phase):
        turns = frequency * t / MS_PER_S + phase / 360
        return maximum(rate + amplitude * sin(2 * PI * (turns - floor(turns))), 0.0) * h / MS_PER_S

    @equation
    def most_expected_spikes(h, rate, amplitude):
        return (rate + absolute(amplitude)) * h / MS_PER_S

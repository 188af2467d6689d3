from engine.models.neurons.adaptive_exponential_integrate_and_fire import (
    AdaptiveExponentialIntegrateAndFire as AdaptiveExponentialIntegrateAndFire,
)
from engine.models.neurons.adaptive_threshold_leaky_integrate_and_fire import (
    AdaptiveThresholdLeakyIntegrateAndFire as AdaptiveThresholdLeakyIntegrateAndFire,
)
from engine.models.neurons.current_based_leaky_integrate_and_fire import (
    CurrentBasedLeakyIntegrateAndFire as CurrentBasedLeakyIntegrateAndFire,
)
from engine.models.neurons.current_based_leaky_integrate_and_fire_subtractive import (
    CurrentBasedLeakyIntegrateAndFireSubtractive as CurrentBasedLeakyIntegrateAndFireSubtractive,
)
from engine.models.neurons.current_based_leaky_integrator import (
    CurrentBasedLeakyIntegrator as CurrentBasedLeakyIntegrator,
)
from engine.models.neurons.discrete_adaptive_leaky_integrate_and_fire import (
    DiscreteAdaptiveLeakyIntegrateAndFire as DiscreteAdaptiveLeakyIntegrateAndFire,
)
from engine.models.neurons.discrete_integrate_and_fire import DiscreteIntegrateAndFire as DiscreteIntegrateAndFire
from engine.models.neurons.discrete_integrate_and_fire_subtractive import (
    DiscreteIntegrateAndFireSubtractive as DiscreteIntegrateAndFireSubtractive,
)
from engine.models.neurons.discrete_integrator import DiscreteIntegrator as DiscreteIntegrator
from engine.models.neurons.discrete_leaky_integrate_and_fire import (
    DiscreteLeakyIntegrateAndFire as DiscreteLeakyIntegrateAndFire,
)
from engine.models.neurons.discrete_leaky_integrate_and_fire_subtractive import (
    DiscreteLeakyIntegrateAndFireSubtractive as DiscreteLeakyIntegrateAndFireSubtractive,
)
from engine.models.neurons.discrete_leaky_integrator import DiscreteLeakyIntegrator as DiscreteLeakyIntegrator
from engine.models.neurons.equations import Equations as Equations
from engine.models.neurons.exponential_integrate_and_fire import (
    ExponentialIntegrateAndFire as ExponentialIntegrateAndFire,
)
from engine.models.neurons.fitzhugh_nagumo import FitzHughNagumo as FitzHughNagumo
from engine.models.neurons.generalized_integrate_and_fire import (
    GeneralizedIntegrateAndFire as GeneralizedIntegrateAndFire,
)
from engine.models.neurons.hodgkin_huxley import HodgkinHuxley as HodgkinHuxley
from engine.models.neurons.integrate_and_fire import IntegrateAndFire as IntegrateAndFire
from engine.models.neurons.izhikevich import Izhikevich as Izhikevich
from engine.models.neurons.izhikevich_published import IzhikevichPublished as IzhikevichPublished
from engine.models.neurons.leaky_integrate_and_fire import LeakyIntegrateAndFire as LeakyIntegrateAndFire
from engine.models.neurons.leaky_integrator import LeakyIntegrator as LeakyIntegrator
from engine.models.neurons.linear_unit import LinearUnit as LinearUnit
from engine.models.neurons.morris_lecar import MorrisLecar as MorrisLecar
from engine.models.neurons.poisson import PoissonNeuron as PoissonNeuron
from engine.models.neurons.quadratic_integrate_and_fire import QuadraticIntegrateAndFire as QuadraticIntegrateAndFire
from engine.models.neurons.rectified_linear_unit import RectifiedLinearUnit as RectifiedLinearUnit
from engine.models.neurons.sigmoid_unit import SigmoidUnit as SigmoidUnit
from engine.models.neurons.spike_response import SpikeResponse as SpikeResponse
from engine.models.neurons.symplectic_adaptive_leaky_integrate_and_fire import (
    SymplecticAdaptiveLeakyIntegrateAndFire as SymplecticAdaptiveLeakyIntegrateAndFire,
)
from engine.models.neurons.traub_miles import TraubMiles as TraubMiles

__all__ = [
    "AdaptiveExponentialIntegrateAndFire",
    "AdaptiveThresholdLeakyIntegrateAndFire",
    "CurrentBasedLeakyIntegrateAndFire",
    "CurrentBasedLeakyIntegrateAndFireSubtractive",
    "CurrentBasedLeakyIntegrator",
    "DiscreteAdaptiveLeakyIntegrateAndFire",
    "DiscreteIntegrateAndFire",
    "DiscreteIntegrateAndFireSubtractive",
    "DiscreteIntegrator",
    "DiscreteLeakyIntegrateAndFire",
    "DiscreteLeakyIntegrateAndFireSubtractive",
    "DiscreteLeakyIntegrator",
    "Equations",
    "ExponentialIntegrateAndFire",
    "FitzHughNagumo",
    "GeneralizedIntegrateAndFire",
    "HodgkinHuxley",
    "IntegrateAndFire",
    "Izhikevich",
    "IzhikevichPublished",
    "LeakyIntegrateAndFire",
    "LeakyIntegrator",
    "LinearUnit",
    "MorrisLecar",
    "PoissonNeuron",
    "QuadraticIntegrateAndFire",
    "RectifiedLinearUnit",
    "SigmoidUnit",
    "SpikeResponse",
    "SymplecticAdaptiveLeakyIntegrateAndFire",
    "TraubMiles",
]

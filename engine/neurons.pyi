from engine.models.neurons.discrete_leaky_integrate_and_fire import (
    DiscreteLeakyIntegrateAndFire as DiscreteLeakyIntegrateAndFire,
)
from engine.models.neurons.discrete_leaky_integrate_and_fire_subtractive import (
    DiscreteLeakyIntegrateAndFireSubtractive as DiscreteLeakyIntegrateAndFireSubtractive,
)
from engine.models.neurons.integrate_and_fire import IntegrateAndFire as IntegrateAndFire
from engine.models.neurons.leaky_integrate_and_fire import LeakyIntegrateAndFire as LeakyIntegrateAndFire
from engine.models.neurons.leaky_integrator import LeakyIntegrator as LeakyIntegrator

__all__ = [
    "DiscreteLeakyIntegrateAndFire",
    "DiscreteLeakyIntegrateAndFireSubtractive",
    "IntegrateAndFire",
    "LeakyIntegrateAndFire",
    "LeakyIntegrator",
]

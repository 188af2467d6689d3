"""Currents that flow into an input of a neuron by the choice of their link."""

from __future__ import annotations

from engine.model.declaration import SynapseModel, equation
from engine.model.quantities import Weight


class Injection(SynapseModel, abstract=True):
    """A receptor without states: what arrives in a step is the current of that step, in the unit of its input."""

    weight = Weight("1", default=1.0)
    current_unit = ""

    @equation
    def current(weight):  # type: ignore[no-untyped-def]  # read as text
        return weight

"""The values of a node that can be a slider beneath it, and their first ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

from app.document.elements import Node, NodeKind
from app.document.node_slider import NodeSlider
from app.document.vocabulary import declared_parameters, parameters_in_force, unlike
from engine.model.declaration import Parameter

ACT_WHILE_RUNNING = (NodeKind.POPULATION, NodeKind.STIMULUS, NodeKind.ENCODER)
"""Kinds of nodes whose live parameters a running simulation takes as they are."""

TIMES_VALUE = 2.0
REACH = {"pA": 500.0, "nS": 10.0, "Hz": 100.0, "mV": 10.0, "ms": 100.0}
"""How far a value goes that is 0 now, by its unit; 1 of any other."""


@dataclass(frozen=True)
class ShownSlider:
    """A slider with what its node declares and has: ``value`` is None where neurons have different ones."""

    slider: NodeSlider
    parameter: Parameter
    value: float | None

    @property
    def name(self) -> str:
        return self.slider.name


def slidable(node: Node) -> dict[str, Parameter]:
    """The numbers that act while running, by name."""
    if node.kind not in ACT_WHILE_RUNNING:
        return {}
    return {name: parameter for name, parameter in declared_parameters(node).items() if parameter.live}


def shown_sliders(node: Node) -> tuple[ShownSlider, ...]:
    """Those of a node's sliders that its model has, from top to bottom."""
    if not node.sliders:
        return ()
    known, values = slidable(node), parameters_in_force(node)
    pairs = ((slider, values.get(slider.name)) for slider in node.sliders if slider.name in known)
    return tuple(
        ShownSlider(slider, known[slider.name], float(value) if isinstance(value, int | float) else None)
        for slider, value in pairs
    )


def slider_of(node: Node, name: str) -> ShownSlider | None:
    """The one of this name."""
    return next((shown for shown in shown_sliders(node) if shown.name == name), None)


def common_slidable(nodes: Sequence[Node]) -> dict[str, Parameter]:
    """The parameters that every one of some nodes could have as a slider."""
    first, *others = [slidable(node) for node in unlike(nodes)] if nodes else [{}]
    return {name: parameter for name, parameter in first.items() if all(name in other for other in others)}


def limits(parameter: Parameter) -> tuple[float, float]:
    """Between which values a range may lie; an open bound may be its end."""
    return max(parameter.above, parameter.at_least), min(parameter.below, parameter.at_most)


def usual_range(parameter: Parameter, value: float | None) -> tuple[float, float]:
    """Its bounds where it has both, else from 0 to twice the present value, as far as they allow."""
    lowest, highest = limits(parameter)
    if isfinite(lowest) and isfinite(highest):
        return lowest, highest
    now = parameter.default if value is None else value
    end = TIMES_VALUE * now or REACH.get(parameter.unit, 1.0)
    low, high = max(min(0.0, end), lowest), min(max(0.0, end), highest)
    if low < high:
        return low, high
    far = REACH.get(parameter.unit, 1.0)  # 0 is beyond a bound
    return (lowest, max(lowest + far, end)) if lowest > -inf else (min(highest - far, end), highest)

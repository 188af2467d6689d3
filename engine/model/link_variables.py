"""What can be looked at of a projection: its weights, what its receptor holds, and what its rule remembers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.model.declaration import PlasticityModel, SynapseModel
from engine.model.quantities import Quantity

WEIGHT = "weight"
SIDES = {"pre": "source", "post": "target"}
RULE = "plasticity."


class Each(StrEnum):
    """What has one value of a variable."""

    SYNAPSE = "synapse"
    SOURCE = "source"
    TARGET = "target"
    LINK = "link"


@dataclass(frozen=True)
class LinkVariable:
    """``quantity`` is declared under its own name by the receptor, or by the plasticity rule where ``of_rule``."""

    quantity: Quantity
    each: Each
    of_rule: bool = True


def link_variables(
    synapse: type[SynapseModel] | None, plasticity: type[PlasticityModel] | None
) -> dict[str, LinkVariable]:
    """By the name under which each is recorded; what a rule calls as the receptor does is ``plasticity.<name>``."""
    unit = "1" if synapse is None else synapse.weight.unit
    found = {WEIGHT: LinkVariable(Quantity(unit, "w", "weight of each synapse"), Each.SYNAPSE)}
    if synapse is not None and not synapse.couples():
        found |= {name: LinkVariable(state, Each.TARGET, of_rule=False) for name, state in synapse.states().items()}
    rule = {} if plasticity is None else _remembered(plasticity)
    return found | {RULE + name if name in found else name: variable for name, variable in rule.items()}


def _remembered(rule: type[PlasticityModel]) -> dict[str, LinkVariable]:
    """States of the terminals of a short-term rule; traces and states of the synapses of one that learns."""
    if rule.is_short_term():
        return {name: LinkVariable(state, Each.SOURCE) for name, state in rule.states().items()}
    traces = {n: LinkVariable(t, Each(SIDES.get(t.side, "link"))) for n, t in rule.traces().items()}
    return traces | {name: LinkVariable(state, Each.SYNAPSE) for name, state in rule.synapse_states().items()}

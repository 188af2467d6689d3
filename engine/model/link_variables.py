"""The variables of a projection: its weights, what its receptor, its rule and its source's terminals hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.model.declaration import PlasticityModel, ShortTermModel, SynapseModel
from engine.model.quantities import Quantity

WEIGHT = "weight"
SIDES = {"pre": "source", "post": "target"}


class VariableScope(StrEnum):
    """The part of a link that has one value of a variable."""

    SYNAPSE = "synapse"
    SOURCE = "source"
    TARGET = "target"
    LINK = "link"


class VariableOwner(StrEnum):
    """The part of a link that declares a variable."""

    WEIGHT = "weight"
    SYNAPSE = "synapse"
    PLASTICITY = "plasticity"
    SHORT_TERM = "short_term"


@dataclass(frozen=True)
class LinkVariable:
    """``quantity`` is declared under its own name by one part of the link."""

    quantity: Quantity
    each: VariableScope
    part: VariableOwner


def link_variables(
    synapse: type[SynapseModel] | None,
    plasticity: type[PlasticityModel] | None = None,
    short_term: type[ShortTermModel] | None = None,
) -> dict[str, LinkVariable]:
    """By the name under which each is recorded.

    What is called as a variable of an earlier part (receptor, rule, terminals) is ``<part>.<name>``.
    """
    unit = "1" if synapse is None else synapse.weight.unit
    found = {
        WEIGHT: LinkVariable(Quantity(unit, "w", "weight of each synapse"), VariableScope.SYNAPSE, VariableOwner.WEIGHT)
    }
    own: list[LinkVariable] = []
    if synapse is not None and not synapse.couples():
        own += [LinkVariable(state, VariableScope.TARGET, VariableOwner.SYNAPSE) for state in synapse.states().values()]
    if plasticity is not None:
        own += [
            LinkVariable(t, VariableScope(SIDES.get(t.side, "link")), VariableOwner.PLASTICITY)
            for t in plasticity.traces().values()
        ]
        own += [
            LinkVariable(s, VariableScope.SYNAPSE, VariableOwner.PLASTICITY)
            for s in plasticity.synapse_states().values()
        ]
    if short_term is not None:
        own += [
            LinkVariable(state, VariableScope.SOURCE, VariableOwner.SHORT_TERM)
            for state in short_term.states().values()
        ]
    for variable in own:
        name = variable.quantity.name
        found[f"{variable.part}.{name}" if name in found else name] = variable
    return found

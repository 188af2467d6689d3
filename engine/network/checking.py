"""From a description to the list of what is wrong with it."""

from __future__ import annotations

from engine.network.description import NetworkDescription
from engine.problems import Problem


def check(network: NetworkDescription) -> list[Problem]:
    """Every problem of a network."""
    return []

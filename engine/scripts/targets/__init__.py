"""Simulators that a network is written for as a script: one file is one of them, found by looking into this folder."""

from __future__ import annotations

from functools import cache

from engine.discovery import classes
from engine.scripts.target import Target

__all__ = ["targets"]


@cache
def _targets() -> dict[str, type[Target]]:
    return {target.name: target for target in sorted(classes(__name__, Target), key=lambda target: target.title)}


def targets() -> dict[str, type[Target]]:
    """Name (``"brian2"``, ``"nest"``, ``"pynn"``) to class of every simulator that a network can be written for."""
    return dict(_targets())

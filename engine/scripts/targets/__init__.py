"""Simulators that a network is written for as a script: one file is one of them, found by looking into this folder."""

from __future__ import annotations

from engine.discovery import by_name, remembered
from engine.scripts.target import Target

__all__ = ["targets"]


@remembered
def _targets() -> dict[str, type[Target]]:
    return dict(sorted(by_name(__name__, Target).items(), key=lambda item: item[1].title))


def targets() -> dict[str, type[Target]]:
    """Name (``"brian2"``, ``"nest"``, ``"pynn"``) to class of every simulator that a network can be written for."""
    return dict(_targets())

"""The icon of a source of samples: what its samples are."""

from __future__ import annotations

from engine.model.data import DatasetModel

IMAGES = "Images"


def sample_icon(model: type[DatasetModel]) -> str:
    """The icon of spikes, sounds, other signals, images, or points of some numbers."""
    if model.interval_of({}) is not None:
        return "spikes"
    if model.moves:
        return "sound" if model.heard else "signal"
    return "image" if model.category == IMAGES else "points"

"""The categories of models in the order in which they are taught; within one, the simplest model comes first."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.declaration import Model

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "datasets": ("Images", "Signals", "Tasks", "Spikes", "Own data"),
    "encoders": ("Rate", "Timing", "Population", "Signal", "Current"),
    "stimuli": ("Random", "Fixed", "Current", "Noise"),
    "neurons": (
        "Integrate-and-fire", "Escape noise", "Conductance-based", "Discrete", "Rate", "Read-out", "Equations",
    ),
    "synapses": ("Current", "Conductance", "Pulse", "Coupling", "Equations"),
    "plasticity": ("Spike timing", "Reward", "Homeostasis", "Rate", "Membrane", "Equations"),
    "short_term": ("Short term",),
    "wiring": ("Complete", "Ordered", "Random", "Distance", "Grid"),
    "decoders": ("Rate", "Timing", "Population", "Signal", "Value", "Read-out"),
    "recorders": ("Recorder",),
    "positions": ("Regular", "Random", "Given"),
}  # fmt: skip
"""By kind of model."""


def sorting_key(model: type[Model]) -> tuple[int, str, int, str]:
    """The key by which models are sorted: category, how much is declared, title."""
    known = CATEGORIES.get(model.kind, ())
    place = known.index(model.category) if model.category in known else len(known)
    return place, model.category, len(model.quantities) + len(model.choices) + len(model.equations), model.title

"""The sample that a run would show first of a dataset: for its node, before anything has run."""

from __future__ import annotations

from dataclasses import replace

from app.running.contents import known_samples
from app.running.record.activity import SampleActivity, shown_sample
from engine.network.description import Dataset
from engine.simulation.arrays.presentation import Presentation


def first_sample(dataset: Dataset, resolution: float, seed: int) -> SampleActivity:
    """Read a dataset for its first sample; raises :class:`~engine.problems.NetworkError` where that fails."""
    return first_of(Presentation(dataset, dataset.samples(), resolution, seed))


def first_of(presentation: Presentation) -> SampleActivity:
    """The same of data that are read; it does not keep them."""
    samples, index = presentation.samples, presentation.sample(0)
    known = known_samples(presentation.dataset, samples)
    first = shown_sample(known, index, int(samples.labels[index]), 1)
    image, signal = first.image, first.signal
    return replace(
        first, image=None if image is None else image.copy(), signal=None if signal is None else signal.copy()
    )

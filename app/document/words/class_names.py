"""The names of classes as a window says them: words of data that are made here are translated, a person's are not."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n.translation import tr
from engine.network.description import Dataset


def class_names(dataset: Dataset, names: Sequence[str]) -> tuple[str, ...]:
    """``names`` of the samples of a dataset in the language of the window."""
    own = dataset.model.class_words
    return tuple(tr(name) if name in own else name for name in names)

"""Values of a description as a document holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from app.document.document import Document
from app.document.elements import Value
from app.document.vocabulary import BIAS, INDICES, NO, PRESENTATION, PROJECTION, QUANTITY, YES
from engine.model.declaration import RecorderModel
from engine.model.link_variables import WEIGHT
from engine.model.registry import discovery
from engine.network.description import Dataset, Population, Recording

SHOWN = ("sample_time", "gap", "split")
FLAGS = ("shuffled", "reset_between")


def stored_value(document: Document, value: Any) -> Value:
    """A value that a document keeps: arrays under their hash."""
    if isinstance(value, np.ndarray):
        return document.keep_array(value)
    result: Value = float(value) if isinstance(value, int) else value
    return result


def stored_table(document: Document, table: Mapping[str, Any]) -> dict[str, Value]:
    """Every value of a table so."""
    return {name: stored_value(document, value) for name, value in table.items()}


def values_of(element: Any, id: Callable[[str], str], of_projection: bool) -> dict[str, Any]:
    """Values for the parameters of an element's node; ``id`` gives ids in the document."""
    if isinstance(element, Recording):
        return _of_recorder(element, id, of_projection)
    given: dict[str, Any] = dict(element.parameters)
    if isinstance(element, Population) and not (isinstance(element.bias, float | int) and element.bias == 0.0):
        given[BIAS] = element.bias
    if isinstance(element, Dataset):
        given |= {name: getattr(element, name) for name in SHOWN}
        given |= {name: YES if getattr(element, name) else NO for name in FLAGS}
        lasts = element.model.lasts(element.parameters)
        usual = {name: declared.default for name, declared in PRESENTATION.items()}
        usual["sample_time"] = usual["sample_time"] if lasts is None else lasts
        given = {name: value for name, value in given.items() if name not in usual or value != usual[name]}
    return given


def recorder_key(recording: Recording, of_projection: bool) -> str:
    """The key of the recorder that keeps it."""
    records = WEIGHT if of_projection else "spikes" if recording.quantity == "spikes" else "state"
    recorders = discovery.models("recorders").items()
    return next(key for key, model in recorders if issubclass(model, RecorderModel) and model.records == records)


def _of_recorder(recording: Recording, id: Callable[[str], str], of_projection: bool) -> dict[str, Any]:
    given: dict[str, Any] = {PROJECTION: id(recording.element)} if of_projection else {}
    if recording.quantity not in (WEIGHT, "spikes"):
        given[QUANTITY] = recording.quantity
    if recording.indices is not None:
        given[INDICES] = range_words(recording.indices)
    interval = discovery.find(recorder_key(recording, of_projection)).parameters().get("interval")
    if interval is not None and recording.interval != interval.default:
        given["interval"] = recording.interval
    return given


def range_words(numbers: tuple[int, ...]) -> str:
    """Whole numbers as a person writes them: ``"0-9, 12"``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)

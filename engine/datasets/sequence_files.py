"""Sequences in arrays of files, with a label each or at every time, or with wanted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.datasets.array_files import ArrayFiles
from engine.model.data import Samples, Unreadable
from engine.samples import own as _own


class SequenceFiles(ArrayFiles):
    """Sequences from arrays where they lie: HDF5, Zarr (with the package zarr), NumPy's NPZ and NPY.

    Arrays of samples × times × channels, or of samples × times, or of moving pictures, samples × times × rows × columns
    with their channels last where they have several; their values fill the time for which a sample is shown.
    Labels are samples × times, one for every time, which leaky read-outs learn, or one for each sample. In their place
    may stand wanted values, samples × times × values, as they are. Names and groups are as of other arrays in files.
    The first time of each sample need not count: that is the *washout*.

    Source: Harris et al. (2020), Array programming with NumPy, Nature 585, 357-362, 10.1038/s41586-020-2649-2.
    """

    title = "Sequences in a file"
    category = "Own data"
    aliases = (
        "HDF5", "h5", "Zarr", "NPZ", "NPY", "time series", "arrays", "labels at every step", "wanted values",
        "regression", "targets", "large",
    )  # fmt: skip
    moves = True

    washout = _own.WASHOUT

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        found, washout = super().read(values), cls._number(values, "washout")
        if washout and found.step_labels is None and found.series is None:
            raise Unreadable(_own.NOTHING_AT_STEPS, "washout")
        return replace(found, washout=washout)

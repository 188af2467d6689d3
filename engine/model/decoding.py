"""The grammar of decoders: from spikes, or values, to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Model, Payload

Memory: TypeAlias = dict[str, NDArray[np.float64]]


class Gives(StrEnum):
    """The kind of a decoder's scores: one for each class, of which the highest is the answer, or the value itself."""

    CLASS = "class"
    VALUE = "value"


class DecoderModel(Model, abstract=True):
    """A window of spikes as scores: a ``memory`` of what was heard, what to ``hear`` in a step, ``scores`` of it.

    Arrays of the memory are (..., neurons) and may have more axes behind; ``at`` indexes the neurons that fired, so
    that batches are read as one sample is. ``values`` are the parameters, choices and series, and ``h``, the length of
    a step: a spike at ``t`` fell into the step from ``t - h``. One that :meth:`reads_values` finds them in
    ``memory["y"]``.
    It ``inverts`` the encoders of that ``code``, and makes one value of ``fan_in`` trains (a number, or a whole
    parameter's name) that stand side by side.
    """

    kind = "decoders"
    borrows = frozenset({"h"})
    hears: ClassVar[Payload] = Payload.SPIKES
    gives: ClassVar[Gives] = Gives.CLASS
    inverts: ClassVar[str] = ""
    fan_in: ClassVar[int | str] = 1
    can_be_fitted: ClassVar[bool] = False  # its series are found from what was ``heard`` and what is wanted
    labels_neurons: ClassVar[bool] = False  # its series are found from what was ``heard`` of samples with labels

    @classmethod
    def trains(cls, values: Mapping[str, Any]) -> int:
        """The number of trains that make one value."""
        if isinstance(cls.fan_in, int):
            return cls.fan_in
        return round(float(cls.chosen(values, cls.fan_in)))

    @classmethod
    def reads_values(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether ``memory["y"]`` is what its source sends now: a rate unit's output, else the membrane."""
        return cls.hears is Payload.VALUES

    @classmethod
    def is_unlabelled(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether it would read neurons by their labels, and no training has given them any."""
        return cls.labels_neurons and not any(name in values for name in cls.series())

    @classmethod
    def heard(cls, memory: Memory, t: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The values that a regression or a labelling sees (..., neurons) of the memory at ``t``."""
        raise TypeError(f"{cls.__name__} cannot be fitted")

    @classmethod
    def fitted(cls, heard: NDArray[np.float64], wanted: NDArray[np.float64], ridge: float) -> Memory:
        """Its series for ``heard`` (samples, neurons) and ``wanted`` (samples, values)."""
        raise TypeError(f"{cls.__name__} cannot be fitted")

    @classmethod
    def given(cls, heard: NDArray[np.float64], values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The values that it gives (..., values) for what is heard (..., neurons)."""
        raise TypeError(f"{cls.__name__} cannot be fitted")

    @classmethod
    def labelled(cls, heard: NDArray[np.float64], labels: NDArray[np.int64], classes: int) -> Memory:
        """Its series for ``heard`` (samples, neurons) of samples with ``labels`` (samples,), 0 to ``classes`` - 1."""
        raise TypeError(f"{cls.__name__} labels no neurons")

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        """The memory of ``shape`` (..., neurons) as the window opens."""
        raise TypeError(f"{cls.__name__} declares no memory")

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        """The neurons ``at`` fired in one step, ``t`` ms after the window opened."""

    @classmethod
    def hear_all(
        cls, memory: Memory, fired: NDArray[np.bool_], times: NDArray[np.float64], values: Mapping[str, Any]
    ) -> None:
        """A whole window at once: who ``fired`` (steps, ..., neurons) at ``times`` (steps,)."""
        for step in np.flatnonzero(fired.any(axis=tuple(range(1, fired.ndim)))):
            cls.add_spikes(memory, np.nonzero(fired[step]), float(times[step]), values)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Scores (..., classes or values) at ``t`` ms of a window of ``duration``."""
        raise TypeError(f"{cls.__name__} declares no scores")

    @classmethod
    def value(cls, scores: NDArray[np.float64], encoder: Mapping[str, Any]) -> NDArray[np.float64]:
        """The values in [0, 1] of which an encoder with these parameters made such scores."""
        return scores


class CountingDecoder(DecoderModel, abstract=True):
    """One that remembers how often each neuron fired: ``memory["n"]``."""

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"n": np.zeros(shape)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["n"][at] += 1.0

    @classmethod
    def hear_all(
        cls, memory: Memory, fired: NDArray[np.bool_], times: NDArray[np.float64], values: Mapping[str, Any]
    ) -> None:
        memory["n"] += fired.sum(axis=0)


class FirstSpikeDecoder(DecoderModel, abstract=True):
    """One that remembers when each neuron fired first: ``memory["first"]``, infinite before."""

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"first": np.full(shape, np.inf)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["first"][at] = np.minimum(memory["first"][at], t)

    @classmethod
    def hear_all(
        cls, memory: Memory, fired: NDArray[np.bool_], times: NDArray[np.float64], values: Mapping[str, Any]
    ) -> None:
        first = np.where(fired.any(axis=0), times[np.argmax(fired, axis=0)], np.inf)
        memory["first"][...] = np.minimum(memory["first"], first)

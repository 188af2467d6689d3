"""The grammar of sources: what a stimulus or an encoder sends in a step, by equations of time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Model, Payload, Quantity

CURRENT = "current"
DRAWS = ("u", "z", "u_common")
"""Per step: a uniform and a standard normal number of each element, and a uniform one that all share."""


class SendingModel(Model, abstract=True):
    """A sender of spikes, or of a ``current`` where there is such an equation."""

    current_unit: ClassVar[str]  # of ``current``

    @classmethod
    def payload(cls) -> Payload:
        return Payload.CURRENT if CURRENT in cls.equations else Payload.SPIKES

    @classmethod
    def recordable(cls) -> dict[str, Quantity]:
        """The current, where it sends one."""
        return {CURRENT: Quantity(cls.current_unit, "I", CURRENT)} if CURRENT in cls.equations else {}


class StimulusModel(SendingModel, abstract=True):
    """A source by an equation of time: ``spike``, ``current``, or ``expected_spikes`` (a Poisson count a target).

    A spike of the step from ``t`` to ``t + h`` is stamped ``t + h``. Without an equation, a series lists spikes.
    What is sent is read from the states at the start of the step; then they move by ``<state>_next``, and where the
    element fired by ``<state>_after_spike``. ``<state>_start`` gives a start that is more than a number. Expected
    spikes that move in time are bounded by ``most_expected_spikes``, which sees the greatest value of a series.
    """

    kind = "stimuli"
    forms = (
        "spike", "current", "expected_spikes", "most_expected_spikes", "{state}_start", "{state}_next",
        "{state}_after_spike",
    )  # fmt: skip
    borrows = frozenset({"t", "h", *DRAWS})  # start of the step, its length, random numbers
    usual_size: ClassVar[int] = 1  # trains of a stimulus that has just been drawn
    current_unit: ClassVar[str] = "pA"  # of ``current``

    @classmethod
    def own_train_per_target(cls) -> bool:
        return "expected_spikes" in cls.equations


class EncoderModel(SendingModel, abstract=True):
    """One channel's value ``x`` in [0, 1] as a ``spike`` condition or a ``current``, ``t`` ms into its sample.

    ``x`` moves where a sample is a signal. States are those of a stimulus and start anew with every sample. A
    channel becomes ``fan_out`` trains (a number, or a whole parameter's name), of which ``unit`` counts from 0.
    ``y`` is what a train reads of the whole sample, :meth:`prepared` before it is shown.
    """

    kind = "encoders"
    forms = ("spike", "current", "{state}_start", "{state}_next", "{state}_after_spike")
    borrows = frozenset({"x", "y", "t", "h", "duration", "unit", *DRAWS})
    fan_out: ClassVar[int | str] = 1
    needs_motion: ClassVar[bool] = False  # only changes are sent: a sample that stands still is silence
    current_unit: ClassVar[str] = "1"  # of ``current``: the weight of the link gives it a unit
    code: ClassVar[str] = ""  # what of the spikes carries the value; a decoder that ``inverts`` it gives it back
    ordinal: ClassVar[bool] = False  # spikes tell which value is larger, and not how large it is

    @classmethod
    def trains(cls, values: Mapping[str, Any]) -> int:
        """The number of trains that one channel becomes."""
        if isinstance(cls.fan_out, int):
            return cls.fan_out
        return round(float(cls.chosen(values, cls.fan_out)))

    @classmethod
    def lasts(cls, values: Mapping[str, Any], channels: int) -> float:
        """The time in ms that a sample must be shown until the last spike of its code; 0 where any time will do."""
        return 0.0

    @classmethod
    def prepared(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """``y`` (steps or 1, trains) from a sample's ``signal`` (steps, channels) and the parameters' values."""
        raise TypeError(f"{cls.__name__} prepares nothing")

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The largest error of its spikes against ``signal`` (steps, channels): (channels,) or (steps, channels)."""
        raise TypeError(f"{cls.__name__} does not say how much of a value its spikes carry")

"""Weighted sums of what neurons fire."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Series, SharedParameter
from engine.model.decoding import DecoderModel, Gives, Memory


class LinearReadOut(DecoderModel):
    """The filtered spikes of all neurons, weighted and summed to one or more values.

    W holds one row of all neurons for each value, row after row; b one number for each value, or none. Without W
    the value is the mean of the filtered spikes. A ridge regression finds both from what was heard and wanted.

    Source: Eliasmith & Anderson (2003), Neural Engineering, chapters 2 and 4 (linear decoding, regularised least
    squares).
    """

    title = "Linear read-out"
    category = "Population"
    aliases = ("ridge regression", "linear decoder", "regression", "reservoir read-out", "NEF")
    gives = Gives.VALUE
    can_be_fitted = True

    tau = SharedParameter("ms", r"\tau", "memory of spikes", default=100.0, above=0.0)
    W = Series("1", "W", "weight of each neuron, value after value", per_neuron=True)
    b = Series("1", "b", "what is added to each value", per_row="W")

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"s": np.zeros(shape), "last": np.zeros(shape)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["s"][at] = memory["s"][at] * np.exp((memory["last"][at] - t) / float(values["tau"])) + 1.0
        memory["last"][at] = t

    @classmethod
    def heard(cls, memory: Memory, t: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The filtered spikes (..., neurons) at ``t``: what a regression sees."""
        result: NDArray[np.float64] = memory["s"] * np.exp((memory["last"] - t) / float(values["tau"]))
        return result

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The weighted sums."""
        return cls.given(cls.heard(memory, t, values), values)

    @classmethod
    def given(cls, heard: NDArray[np.float64], values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The weighted sums of what is heard."""
        neurons = heard.shape[-1]
        given = np.asarray(values.get("W", ()), np.float64).reshape(-1)
        weights = given.reshape(-1, neurons) if given.size else np.full((1, neurons), 1.0 / neurons)
        offsets = np.asarray(values.get("b", ()), np.float64).reshape(-1)
        result: NDArray[np.float64] = (heard[..., None, :] * weights).sum(axis=-1)
        return result + offsets if offsets.size else result

    @classmethod
    def fitted(
        cls, heard: NDArray[np.float64], wanted: NDArray[np.float64], ridge: float
    ) -> dict[str, NDArray[np.float64]]:
        """W and b for ``heard`` (samples, neurons) and ``wanted`` (samples, values): least squares plus ``ridge``."""
        middle, aim = heard.mean(axis=0), wanted.mean(axis=0)
        centred = heard - middle
        square = centred.T @ centred + ridge * np.eye(heard.shape[1])
        weights = np.linalg.solve(square, centred.T @ (wanted - aim)).T
        return {"W": weights.reshape(-1), "b": aim - weights @ middle}

"""Encoders of samples that are spikes already: they pass them on, or make others of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from engine.checking.problem_of import title_of, warning_of
from engine.checking.quantities import is_number
from engine.model.data import DatasetModel
from engine.model.declaration import Model, Payload
from engine.model.registry import discovery
from engine.model.sources import DRAWS, EncoderModel
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.problems import Problem, declare

ANOTHER_RATE = declare(
    "spikes.another_rate",
    "At {have} Hz {element} sends {count} {count:spike|spikes} for each spike of {dataset}, which takes {interval} ms.",
    "Set {name} of {element} to {need} Hz: every spike passes once.",
)
BY_CHANCE = declare(
    "spikes.by_chance",
    "{element} fires by chance: it passes some spikes of {dataset} and leaves others out.",
    "Choose the encoder {encoder}, with {need} Hz: every spike passes once.",
)
AS_VALUES = declare(
    "spikes.as_values",
    "{element} codes values; the samples of {dataset} are spikes already, and it makes others of them.",
    "Choose the encoder {encoder}, with {need} Hz: every spike passes once.",
)
RATE, UNIT, MS_PER_S = "rate", "Hz", 1000.0
CLOSE = 1e-3  # of a spike


def spike_problems(network: NetworkDescription, encoder: Encoder, dataset: Dataset) -> Iterator[Problem]:
    """A warning where spikes of a dataset come out of an encoder as others; currents may be of spikes too."""
    if encoder.model.payload() is not Payload.SPIKES or not is_number(dataset.sample_time):
        return
    interval = interval_shown(dataset.model, dataset.parameters, float(dataset.sample_time))
    if interval is None:
        return
    words: dict[str, object] = {
        "dataset": title_of(dataset),
        "interval": f"{interval:g}",
        "need": f"{MS_PER_S / interval:g}",
        "encoder": next((m.title for m in discovery.models("encoders").values() if passes_spikes(m)), ""),
    }
    name = _rate_of(encoder.model)
    if not name:
        yield warning_of(encoder, AS_VALUES, **words)
        return
    rate = encoder.parameters.get(name, encoder.model.parameters()[name].default)
    if not isinstance(rate, int | float):
        return
    count = float(rate) * interval / MS_PER_S
    if not passes_spikes(encoder.model):
        if count < 1 - CLOSE or network.resolution < interval * (1 - CLOSE):
            yield warning_of(encoder, BY_CHANCE, **words)
    elif abs(count - 1) > CLOSE:
        words |= {"name": name, "have": f"{rate:g}", "count": f"{count:.2g}"}
        yield warning_of(encoder, ANOTHER_RATE, name, **words)


def interval_shown(model: type[DatasetModel], values: Mapping[str, Any], sample_time: float | None) -> float | None:
    """The interval of one spike in ms where a sample is shown for ``sample_time``, None being as long as it lasts.

    None of samples that are no spikes.
    """
    interval, lasts = model.interval_of(values), model.lasts(values)
    return interval if interval is None or not lasts or sample_time is None else interval * sample_time / lasts


def passing_rate(model: type[Model], interval: float) -> dict[str, float]:
    """The rate by its name at which an encoder passes every spike of such an interval once; none of one that cannot."""
    return {_rate_of(model): MS_PER_S / interval} if passes_spikes(model) else {}


def passes_spikes(model: type[Model]) -> TypeGuard[type[EncoderModel]]:
    """Tell whether an encoder fires once for a spike, at the rate that fits it: a rate without chance."""
    by_chance = any(set(DRAWS) & set(equation.arguments) for equation in model.equations.values())
    return issubclass(model, EncoderModel) and bool(_rate_of(model)) and not by_chance


def _rate_of(model: type[EncoderModel]) -> str:
    """The parameter that is the rate of the value 1; "" for a code that is none of rates."""
    rates = (name for name, parameter in model.parameters().items() if parameter.unit == UNIT)
    return next(rates, "") if model.code == RATE else ""

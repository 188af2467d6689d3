"""Settings that a person chose for training this network: kept with the drawing, and a training begins from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from msgspec import Meta
from msgspec.structs import replace

from app.document.bounds import Seed, Seeded
from engine.model.quantities import Choice, Formula, Parameter

Set: TypeAlias = Mapping[str, float | str]
SEEDS = 3  # of each method that is compared


class TrainingSettings(Seeded, frozen=True, forbid_unknown_fields=True):
    """Only what was set: where a method has no entry in ``values``, its defaults hold.

    ``method`` is a key of a learning method, "" while none was chosen. ``values`` are settings by method, then by
    name. ``seed`` None is the document's own. ``validation`` is the share of the training samples held back, 0 to
    0.5; None leaves it to who trains. A comparison takes ``seeds`` seeds of each method but those ``left_out``.
    """

    method: str = ""
    values: Mapping[str, Set] = {}
    seed: Seed | None = None
    validation: Annotated[float, Meta(ge=0.0, le=0.5)] | None = None
    seeds: Annotated[int, Meta(ge=1, le=100)] = SEEDS
    left_out: tuple[str, ...] = ()

    def of(self, method: str) -> dict[str, float | str]:
        """The settings of one method."""
        return dict(self.values.get(method, {}))

    def with_value(self, method: str, name: str, value: float | str | None) -> TrainingSettings:
        """The same with one setting of a method; None returns to its default."""
        own = {n: v for n, v in self.of(method).items() if n != name} | ({} if value is None else {name: value})
        others = {key: values for key, values in self.values.items() if key != method}
        return replace(self, values=others | ({method: own} if own else {}))


def known_settings(
    given: Set, parameters: Mapping[str, Parameter], choices: Mapping[str, Choice], formulas: Mapping[str, Formula]
) -> dict[str, float | str]:
    """Those of the ``given`` settings that a method still declares and allows."""
    return {
        name: value
        for name, value in given.items()
        if (name in formulas and isinstance(value, str)) or _is_known(name, value, parameters, choices)
    }


def _is_known(
    name: str, value: float | str, parameters: Mapping[str, Parameter], choices: Mapping[str, Choice]
) -> bool:
    if name in choices:
        return value in choices[name].options
    return name in parameters and not isinstance(value, str) and parameters[name].allows(value)

"""Quantities of a model: parameters, states, inputs, traces, series, choices, files and the unit of its weights."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNITLESS = "1"


@dataclass(frozen=True)
class SettingCondition:
    """The condition that a setting waits for: another one is among ``options`` or, without any, is not 0.

    ``because`` says why it does nothing else, where the other is nothing that a person sets here.
    """

    name: str
    options: tuple[str, ...] = ()
    because: str = ""

    def holds(self, values: Mapping[str, object]) -> bool:
        """Tell whether the setting acts beside these ``values``; one that is not among them hinders nothing."""
        if self.name not in values:
            return True
        value = values[self.name]
        return value in self.options if self.options else value != 0


@dataclass(frozen=True)
class ClassAttribute:
    """Something that knows the name under which its class declares it."""

    name: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)


@dataclass(frozen=True)
class Quantity(ClassAttribute):
    """Anything that a model names: unit of the coherent system, symbol in LaTeX, plain words.

    Where whoever typed it has not ``said`` what it is, its meaning is its name as it was written.
    """

    unit: str
    symbol: str
    meaning: str
    said: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Parameter(Quantity):
    """A number that a person sets.

    ``live`` acts while running; ``trainable`` may be learnt; ``per_element`` may differ between neurons.
    ``per_weight`` is the default counted in default weights of the synapse that a rule changes: 2 are 2 mV or 200 pA.
    ``inhibitory`` is the default on links that are declared inhibitory, where that differs.
    ``detail`` says in a sentence or two what more of it does; it acts where all of ``where`` hold.
    """

    default: float = field(kw_only=True)
    above: float = field(default=float("-inf"), kw_only=True)
    at_least: float = field(default=float("-inf"), kw_only=True)
    below: float = field(default=float("inf"), kw_only=True)
    at_most: float = field(default=float("inf"), kw_only=True)
    integer: bool = field(default=False, kw_only=True)
    live: bool = field(default=True, kw_only=True)
    trainable: bool = field(default=False, kw_only=True)
    per_element: bool = field(default=True, kw_only=True)
    per_weight: float | None = field(default=None, kw_only=True)
    inhibitory: float | None = field(default=None, kw_only=True)
    detail: str = field(default="", kw_only=True)
    where: tuple[SettingCondition, ...] = field(default=(), kw_only=True)

    def allows(self, value: float) -> bool:
        """Tell whether ``value`` lies within the declared bounds (never true for NaN)."""
        inside = self.above < value < self.below and self.at_least <= value <= self.at_most
        return inside and (not self.integer or float(value).is_integer())


@dataclass(frozen=True)
class SharedParameter(Parameter):
    """A number that all neurons, or all synapses, of an element have in common."""

    per_element: bool = field(default=False, kw_only=True)


def weight_parameter(symbol: str, meaning: str, default: float, per_weight: float) -> SharedParameter:
    """A number above 0 in the unit of the weights that a rule changes."""
    return SharedParameter("", symbol, meaning, default=default, above=0.0, per_weight=per_weight)


def largest_weight(default: float, per_weight: float) -> SharedParameter:
    """The bound of the weights that a rule changes."""
    return weight_parameter("w_{max}", "largest weight", default, per_weight)


@dataclass(frozen=True)
class Setting(SharedParameter):
    """A number of a whole element that stays as it is while the network runs."""

    live: bool = field(default=False, kw_only=True)


def count_setting(
    symbol: str, meaning: str, default: float, at_least: float = 1.0, at_most: float = float("inf")
) -> Setting:
    """A setting that is a whole number."""
    return Setting(UNITLESS, symbol, meaning, default=default, at_least=at_least, at_most=at_most, integer=True)


def seed_setting(symbol: str, meaning: str, default: float = 0.0, at_least: float = 0.0) -> Setting:
    """A setting that begins a sequence of random numbers."""
    return count_setting(symbol, meaning, default, at_least, at_most=2.0**32 - 1)


@dataclass(frozen=True)
class Refractory(Parameter):
    """Whole steps after a spike during which the states named in ``holds`` stand still."""

    holds: tuple[str, ...] = field(default=("V",), kw_only=True)


@dataclass(frozen=True)
class Choice(ClassAttribute):
    """One of a few words, such as the order of samples; ``detail`` and ``where`` as of a :class:`Parameter`."""

    options: tuple[str, ...]
    meaning: str
    default: str = field(kw_only=True)
    detail: str = field(default="", kw_only=True)
    where: tuple[SettingCondition, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Formula(ClassAttribute):
    """An expression that a person types; ``detail`` and ``where`` as of a :class:`Parameter`."""

    meaning: str
    default: str = field(kw_only=True)
    detail: str = field(default="", kw_only=True)
    where: tuple[SettingCondition, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Location(ClassAttribute):
    """A file that stays where it is, or a ``folder`` of files: a person names it, nothing is kept of it.

    ``endings`` are those of the names that are offered, in lower case; none where any will do.
    """

    meaning: str
    endings: tuple[str, ...] = ()
    folder: bool = False
    default: str = field(default="", init=False)


@dataclass(frozen=True)
class NameList(ClassAttribute):
    """Names that a person gives, between commas, such as those of classes; quoted where one has a comma itself.

    Where they are ``of`` a series, there is nothing to name without it.
    """

    meaning: str
    of: str = ""
    default: str = field(default="", init=False)

    @staticmethod
    def listed(text: str) -> tuple[str, ...]:
        """The names that stand in ``text``, without what is blank at its end."""
        plain = text.replace("\n", ",")
        try:
            found = [name for line in csv.reader([plain], skipinitialspace=True) for name in line]
        except csv.Error:  # a name longer than its reader takes
            found = plain.split(",")
        names = [name.strip() for name in found]
        while names and not names[-1]:
            names.pop()
        return tuple(names)

    @staticmethod
    def written(names: Iterable[str]) -> str:
        """The text that :meth:`listed` reads these names from."""
        return ", ".join(f'"{name.replace(chr(34), 2 * chr(34))}"' if set(name) & set(',"') else name for name in names)


@dataclass(frozen=True)
class Series(Quantity):
    """An array that a person gives, such as spike times; ``default`` is what one that is drawn begins with.

    ``known_as`` are the names that columns of files give it, and ``ids`` those by which another program numbers all
    that it has: such are counted from the lowest on. ``whole`` says that values count from 0. In rows
    ``per_neuron`` each row has a number for every neuron that is read; ``per_class`` there is a row for every class;
    ``per_row`` names the series of which each row has one number here. A file may write the values as words, which are
    then kept in the :class:`NameList` called ``in_words``, in their order, and counted from 0; or they are ``words`` of
    a language of its own, each with its value, in small letters.
    """

    default: tuple[float, ...] = field(default=(), kw_only=True)
    known_as: tuple[str, ...] = field(default=(), kw_only=True)
    ids: tuple[str, ...] = field(default=(), kw_only=True)
    whole: bool = field(default=False, kw_only=True)
    per_neuron: bool = field(default=False, kw_only=True)
    per_class: bool = field(default=False, kw_only=True)
    per_row: str = field(default="", kw_only=True)
    in_words: str = field(default="", kw_only=True)
    words: Mapping[str, float] = field(default_factory=dict, kw_only=True, hash=False)


@dataclass(frozen=True)
class Sampled(Series):
    """A series in time, of which an equation reads the value at ``t``; the last one is held.

    ``interval`` names the parameter, one number in ms, that lies between two values. Values are (times,) for all
    elements alike or (times, elements).
    """

    interval: str = field(kw_only=True)


@dataclass(frozen=True)
class SeriesTable(Series):
    """Rows of one or more columns: in a file, all columns that no other series has the name of.

    ``in_time`` its rows are equally far apart in time, and a column of times is none of its own.
    """

    in_time: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class State(Quantity):
    """A value that an element remembers from step to step; ``start`` is a number or a parameter's name.

    Rates never see more than the parameter named in ``at_most``: an upstroke cannot overflow. With ``per_part`` a step
    is made in parts in which the state moves by so much at most, each tested for a spike.
    """

    start: float | str = field(default=0.0, kw_only=True)
    at_most: str | None = field(default=None, kw_only=True)
    per_part: float | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Input(Quantity):
    """A variable that receptors sum into; the bias and currents that choose none flow into the first of a neuron.

    Synapses that act into it read and move the state ``membrane`` as their membrane; "" is that of the neuron.
    """

    membrane: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Trace(State):
    """A plasticity variable of every neuron of one side: "pre", "post", or the name of a :class:`SpikeSource`.

    It decays with ``tau`` (a parameter's name), to zero or toward ``<trace>_toward``, and a spike of that side makes it
    ``<trace>_after_spike``; without either equation it steps by one. A spike source has one trace for all its spikes.
    One that ``lasts`` is learnt over many samples, as weights are: a reset between samples leaves it.
    """

    tau: str = field(kw_only=True)
    side: str = field(kw_only=True)
    lasts: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class SynapseState(State):
    """A plasticity variable of every synapse; it decays with ``tau`` and changes at spikes of either side."""

    tau: str = field(kw_only=True)


@dataclass(frozen=True)
class Membrane(Quantity):
    """The membrane of the target, as it stands at the end of a step."""


@dataclass(frozen=True)
class Interval(SharedParameter):
    """The interval of the equations that need no spike, in whole steps; each step where a rule has none."""

    unit: str = "ms"
    symbol: str = r"\Delta t"
    meaning: str = "time between two changes"
    above: float = field(default=0.0, kw_only=True)


@dataclass(frozen=True)
class Dendritic(Setting):
    """The share of a delay behind the synapse: target spikes reach it after that, source spikes after the rest."""

    unit: str = UNITLESS
    symbol: str = "f_d"
    meaning: str = "dendritic share of the delay"
    default: float = field(default=1.0, kw_only=True)
    at_least: float = field(default=0.0, kw_only=True)
    at_most: float = field(default=1.0, kw_only=True)


@dataclass(frozen=True)
class SpikeSource(ClassAttribute):
    """An element of the network whose spikes a plasticity rule hears; a person chooses it.

    It may be a decoder: a right answer acts as one spike, a wrong one takes away as much.
    """

    meaning: str


@dataclass(frozen=True)
class Weight:
    """The unit in which a synapse's weights are given; an empty unit is that of the neuron's membrane."""

    unit: str
    default: float = field(kw_only=True)
    at_least: float = field(default=float("-inf"), kw_only=True)


def idle(
    declared: Mapping[str, Parameter | Choice | Formula],
    values: Mapping[str, float | str],
    circumstances: Mapping[str, str],
) -> dict[str, SettingCondition]:
    """The settings that change nothing beside these ``values``, each with the first that it waits for.

    ``circumstances`` say what a word of a choice comes to, and have names of their own that settings wait for.
    """
    known: dict[str, object] = {
        name: circumstances.get(value, value) if isinstance(value, str) else value for name, value in values.items()
    }
    known |= circumstances
    waiting = {name: [where for where in setting.where if not where.holds(known)] for name, setting in declared.items()}
    return {name: missing[0] for name, missing in waiting.items() if missing}

"""Names, settings and seeds of learning methods as a person types them; and which methods fit a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING

from app.command_line.arguments import Refusal
from app.command_line.report import CommandReport
from app.command_line.results import stays_words
from app.document.document import Document
from app.document.meaning.interpretation import unknown
from app.document.training_settings import TrainingSettings, known_settings
from app.document.vocabulary import model_of
from app.i18n.translation import listed, problem_words, tr
from engine.model.registry.discovery import METHODS
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.components.method import LearningMethod

NO_METHOD = declare("no method", "There is no learning method {name}.", "The methods are {names}.")
NO_SETTING = declare("no setting", "{method} has no setting {name}.", "Its settings are {names}.")
NO_OPTION = declare("no option", "{name} of {method} cannot be {value}.", "Choose one of {options}.")
NO_NUMBER = declare("no number", "{name} of {method} is a number, not {value}.", "Write it as in {name}={default}.")

Settings = Mapping[str, float | str]


def method_named(name: str) -> tuple[str, type[LearningMethod]]:
    """The discovered method that a person means by ``name``, with hyphens or underscores; raises NetworkError."""
    from engine.learning.methods import methods

    known = methods()
    key = name.strip().replace("-", "_")
    if key not in known:
        words = {"name": name, "names": listed(known)}
        raise NetworkError([Problem("", NO_METHOD, words)])
    return key, known[key]


def settings_of(
    training: TrainingSettings, key: str, method: type[LearningMethod], given: Sequence[tuple[str, str]]
) -> tuple[Settings, Settings]:
    """The settings of a method as they were ``given``, else as a project keeps them; and beside them the latter alone.

    Raises NetworkError.
    """
    asked = parsed_settings(method, given)
    known = known_settings(training.of(key), method.parameters(), method.choices, method.formulas)
    kept = {name: value for name, value in known.items() if name not in asked}
    return {**kept, **asked}, kept


def demand_plugin_of(document: Document, method: str) -> None:
    """Raise NetworkError where a method is not known and the project says which plug-in brings it."""
    key = f"{METHODS}/{method.strip().replace('-', '_')}"
    if key in document.foreign.origins and model_of(key) is None:
        raise NetworkError([unknown(document, "", key)])


@dataclass(frozen=True)
class Beginning:
    """The beginning of one training; ``taken`` says in words what of it is the project's."""

    key: str
    settings: Settings
    seed: int
    validation: float
    taken: tuple[str, ...]


def beginning(
    training: TrainingSettings,
    usual_seed: int,
    method: str | None,
    given: Sequence[tuple[str, str]],
    seed: int | None,
    validation: float | None,
) -> Beginning:
    """Take first what was given, then what the project keeps, then what is usual; raises NetworkError."""
    key, found = method_named(method or training.method or _usual())
    settings, kept = settings_of(training, key, found, given)
    taken = [tr("method {name}", name=key)] if training.method and not method else []
    taken += assigned(found, kept)
    if seed is None and training.seed is not None:
        taken.append(tr("seed {number}", number=training.seed))
    if validation is None and training.validation is not None:
        taken.append(held_words(training.validation))
    first = usual_seed if training.seed is None else training.seed
    share = training.validation or 0.0
    return Beginning(
        key, settings, first if seed is None else seed, share if validation is None else validation,
        tuple(taken),
    )  # fmt: skip


def held_words(share: float) -> str:
    """Words for the share that is held back."""
    return tr("validation {share}", share=f"{share:g}")


def _usual() -> str:
    from engine.learning.methods import methods

    return next(key for key, method in methods().items() if method.usual)


def assigned(method: type[LearningMethod], settings: Settings) -> list[str]:
    """``name=value`` of each, as they are typed."""
    return [_assigned(name, value, name in method.formulas) for name, value in settings.items()]


def _assigned(name: str, value: float | str, is_formula: bool) -> str:
    if not isinstance(value, str):
        return f"{name}={value:g}"
    return quote(f"{name}={value}") if is_formula else f"{name}={value.replace(' ', '-')}"


def parsed_settings(method: type[LearningMethod], given: Sequence[tuple[str, str]]) -> dict[str, float | str]:
    """``given`` pairs of a name and its text as values that the method declares; raises NetworkError."""
    named = {name.replace("-", "_"): text for name, text in given}
    return {name: _value(method, name, text) for name, text in named.items()}


def _value(method: type[LearningMethod], name: str, text: str) -> float | str:
    title = tr(method.title)
    parameters, choices = method.parameters(), method.choices
    if name in choices:
        meant = {option.replace(" ", "-").casefold(): option for option in choices[name].options}
        key = text.strip().replace(" ", "-").casefold()
        if key not in meant:
            words = {"name": name, "method": title, "value": text, "options": listed(choices[name].options)}
            raise NetworkError([Problem("", NO_OPTION, words)])
        return meant[key]
    if name in method.formulas:
        return " ".join(text.split())
    if name not in parameters:
        names = [*parameters, *choices, *method.formulas]
        words = {"name": name, "method": title, "names": listed(names)}
        raise NetworkError([Problem("", NO_SETTING, words)])
    try:
        value = float(text)
    except ValueError:
        words = {"name": name, "method": title, "value": text, "default": f"{parameters[name].default:g}"}
        raise NetworkError([Problem("", NO_NUMBER, words)]) from None
    refuse_out_of_bounds(method, {name: value})
    return value


def refuse_out_of_bounds(method: type[LearningMethod], settings: Settings) -> None:
    """Raise NetworkError for numbers outside the bounds that the method declares."""
    from engine.checking.quantities import bounds_words
    from engine.network.problems_found import OUT_OF_BOUNDS

    declared = method.parameters()
    refused = [
        {"name": name, "element": tr(method.title), "value": value, "unit": "", "bounds": bounds_words(declared[name])}
        for name, value in settings.items()
        if name in declared and not declared[name].allows(float(value))
    ]
    if refused:
        raise NetworkError([Problem("", OUT_OF_BOUNDS, words) for words in refused])


def of_one_method(texts: Sequence[str]) -> list[tuple[str, str]]:
    """``name=value`` as pairs; raises Refusal."""
    return [_divided(text, "NAME=VALUE") for text in texts]


def by_method(texts: Sequence[str], names: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """``METHOD.name=value`` as pairs of each method in ``names``, of none all; raises Refusal or NetworkError."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text in texts:
        whole, value = _divided(text, "METHOD.NAME=VALUE")
        method, dot, name = whole.partition(".")
        if not dot:
            raise Refusal(tr("{given} does not say of which method; write METHOD.NAME=VALUE.", given=text))
        key, _ = method_named(method)
        if names and key not in names:
            raise Refusal(tr("{given} is about a method that is not compared.", given=text))
        found.setdefault(key, []).append((name, value))
    return found


def _divided(text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise Refusal(tr("{given} is no setting; write {form}.", given=text, form=form))
    return name.strip(), value.strip()


def report_methods(description: NetworkDescription, report: CommandReport) -> None:
    """A line for every method: whether it fits the network, else why not; below it, what can be set."""
    from engine.learning.components.method import hindrances
    from engine.learning.methods import methods

    figures = []
    for name, problem in hindrances(methods(), description).items():
        method, reason = methods()[name], "" if problem is None else problem_words(problem)
        title, settings = tr(method.title), method.complete(None)
        report.say(f"{name:24} {title}: {reason or tr('fits')}")
        if method.stays_because:
            report.say(f"    {stays_words(method)}")
        for key, parameter in method.parameters().items():
            report.say(f"    {key}={parameter.default:g}  {tr(parameter.meaning)}")
        for key, choice in method.choices.items():
            report.say(f"    {key}={choice.default}  {tr(choice.meaning)}: {', '.join(choice.options)}")
        for key, formula in method.formulas.items():
            report.say(f"    {key}={formula.default}  {tr(formula.meaning)}")
        figures.append({"name": name, "title": title, "fits": not reason, "why": reason, "settings": settings})
    report.add(methods=figures)

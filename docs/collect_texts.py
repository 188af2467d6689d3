"""Lists every text that a window in another language needs a translation of, with where it was found.

``python docs/collect_texts.py [LANGUAGE]`` prints them, or those alone that a language lacks, as JSON: texts of its
catalogue, and steps of lessons.
Texts are found where they are declared: in calls (read with ``ast``), in the sentences of problems, and in what
discovery finds of models, methods, formats, views, examples and templates.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import json
import pkgutil
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

import app
import engine
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.networks.lessons import ENGLISH, lessons
from app.document.networks.templates import built_in
from app.i18n.translation import CATALOGUES, SENSE
from app.running.report import RunState
from engine.exporting.formats import formats
from engine.learning.methods import methods
from engine.model import quantities
from engine.model.declaration import Model
from engine.model.equations import card
from engine.model.quantities import Choice, Location, Quantity, SettingCondition, SpikeSource
from engine.model.registry import discovery
from engine.model.writers.writing import WORDS as WORDS_FOR_PEOPLE
from engine.problems import SENTENCES

ROOT = Path(__file__).parents[1]
CALLS = {"tr", "ImportProblem", "NotOpened", "Phrase", "Suspicious", "tr_as", "translatable"}
WORDS = frozenset({"meaning", "detail", "because"})
DECLARED = (Quantity, Choice, Location, SpikeSource)
UNSAID = (RunState,)  # no window shows their values
Found = Iterator[tuple[str, str]]


def texts() -> dict[str, str]:
    """Every text with the first place that it was found at."""
    found: dict[str, str] = {}
    for text, place in (*_in_calls(), *in_sentences(), *_in_declarations(), *_in_models(), *_in_files()):
        if any(letter.isalpha() for letter in text):
            found.setdefault(text, place)
    return found


def senses() -> set[str]:
    """Every key under which a text may have a word of its own.

    A category of a kind of model, a node of an example, and what a call of ``tr_as`` asks for by two literals.
    """
    models = (model for kind in discovery.KINDS for model in discovery.models(kind).values())
    opened = [open_document(Path(example.file)) for example in examples()]
    drawn = [*opened, *(template.read() for template in built_in()), *(open_document(it.network) for it in lessons())]
    found = {f"{model.category}{SENSE}{model.kind}" for model in models}
    for document in drawn:
        found |= {f"{node.title}{SENSE}{document.settings.title}" for node in document.nodes.values()}
    for call in (call for call, name, _ in _calls() if name == "tr_as"):
        found |= {f"{text}{SENSE}{of}" for text in _literals(call.args[:1]) for of in _literals(call.args[1:])}
    return found


def placeholders(text: str) -> list[tuple[str, str, str]]:
    """The ``{name:form!conversion}`` of a text in alphabetical order, each as often as it stands there.

    Nouns that agree with a number, ``{count:label|labels}``, are left out: Chinese has none.
    """
    found = string.Formatter().parse(text)
    return sorted(
        (name, form or "", how or "") for _, name, form, how in found if name is not None and "|" not in (form or "")
    )


def _in_calls() -> Found:
    """Literals given to ``tr`` and its like, or to what declares a quantity; also both ends of a condition."""
    known = _known()
    for call, name, place in _calls():
        positions, names = known[name]
        given = [call.args[position] for position in positions if position < len(call.args)]
        given += [keyword.value for keyword in call.keywords if keyword.arg in names]
        yield from ((text, place) for text in _literals(given))


def _known() -> dict[str, tuple[tuple[int, ...], frozenset[str]]]:
    """By the name of what is called, where its words stand: among its arguments, and under which names."""
    return {name: ((0,), frozenset[str]()) for name in CALLS} | _declaring()


@cache  # the longest part by far, of sources that stay as they are
def _calls() -> tuple[tuple[ast.Call, str, str], ...]:
    """Every call of these names, with its own and its place."""
    names, found = _known(), []
    named = re.compile(rf"\b(?:{'|'.join(names)})\s*\(")
    for folder in ("app", "engine"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if named.search(text) else ():
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    found.append((node, node.func.id, f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"))
    return tuple(found)


def _declaring() -> dict[str, tuple[tuple[int, ...], frozenset[str]]]:
    """By the name of a class of quantities, where its words stand: among its arguments, and under which names."""
    classes = [c for c in vars(quantities).values() if isinstance(c, type) and dataclasses.is_dataclass(c)]
    found = {}
    for made in classes:
        positional = [field.name for field in dataclasses.fields(made) if field.init and not field.kw_only]
        found[made.__name__] = tuple(i for i, name in enumerate(positional) if name in WORDS), WORDS
    return found


def _literals(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _literals((node.body, node.orelse))


EXTRAS = frozenset({"torch"})
"""Libraries without which modules of a room are not there; their sentences stand where none is needed."""


def in_sentences() -> Found:
    list(_modules())  # rooms declare their sentences when they are imported
    for code, sentence in SENTENCES.items():
        yield sentence.text, code
        yield sentence.remedy, code


def _modules() -> Iterator[ModuleType]:
    for package in (app, engine):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(".__main__"):  # a program, which says nothing of its own
                try:
                    yield importlib.import_module(module.name)
                except ModuleNotFoundError as missing:
                    if missing.name not in EXTRAS:
                        raise


def _in_declarations() -> Found:
    """Tables of quantities beside the models, and words of enumerations."""
    for module in _modules():
        for name, thing in vars(module).items():
            place = f"{module.__name__}.{name}"
            is_own = isinstance(thing, type) and issubclass(thing, StrEnum) and thing.__module__ == module.__name__
            if is_own and thing not in UNSAID:
                yield from ((word.value, place) for word in thing)
            for part in thing.values() if isinstance(thing, Mapping) else (thing,):
                yield from _of_declared(part, place)


def _of_declared(thing: object, place: str) -> Found:
    if not isinstance(thing, DECLARED):
        return
    yield thing.meaning, place
    for option in getattr(thing, "options", ()):
        yield option, place
    yield getattr(thing, "detail", ""), place
    for where in getattr(thing, "where", ()):
        assert isinstance(where, SettingCondition)
        yield where.because, place


def _in_models() -> Found:
    kinds = [model for kind in discovery.KINDS for model in discovery.models(kind).values()]
    yield from ((method.stays_because, method.key) for method in methods().values() if method.stays_because)
    yield from ((text, "engine/model/equations/card.py") for pair in card.NUMERICAL.items() for text in pair)
    declared: list[type[Model]] = [*kinds, *methods().values()]
    for model in declared:
        place = model.key
        yield from (
            (text, place)
            for text in (model.title, model.category, model.summary(), card.card(model).text, card.source(model))
        )
        yield from ((text, place) for text in getattr(model, "class_words", ()))
        matches = map(WORDS_FOR_PEOPLE.match, getattr(model, "text", "").split("\n"))
        yield from ((found["words"], place) for found in matches if found is not None)
        for table in (model.quantities, model.choices, model.locations, vars(model)):
            for thing in table.values():
                yield from _of_declared(thing, place)
        for name, word in card.traits(model).items():
            yield name, place
            yield word, place
    for name, chosen in formats().items():
        yield from ((text, name) for text in (chosen.title, chosen.meaning, chosen.family, chosen.member))


def _in_files() -> Found:
    for template in built_in():
        document = template.read()
        for text in (document.settings.title, *(node.title for node in document.nodes.values())):
            yield text, "app/document/networks/template_networks.py"
    for example in examples():
        place = Path(example.file).name
        document = open_document(Path(example.file))
        titles = [text for node in document.nodes.values() for text in (node.title, node.text)]
        for text in (example.title, example.purpose, example.category, document.settings.title, *titles):
            yield text, place
    for lesson in lessons():
        yield from (
            (node.title, f"app/document/lessons: {lesson.id}") for node in open_document(lesson.network).nodes.values()
        )


def lacking(language: str, said: Mapping[str, str]) -> dict[str, str]:
    """Of the texts that are said, those without a translation into a language, with their places; steps of lessons."""
    known = json.loads((CATALOGUES / f"{language}.json").read_text(encoding="utf-8"))
    found = {text: place for text, place in said.items() if text not in known}
    pages = language.partition("_")[0]
    for lesson in lessons():
        place, words = f"resources/lessons/{lesson.id}/{pages}.md", lesson.words[ENGLISH]
        if pages not in lesson.words:
            found |= {f"# {words.title}": place, words.summary: place}
        found |= {f"## {key} | {words.steps[key].title}": place for key in lesson.lacking(pages)}
    return found


def main(arguments: list[str]) -> None:
    found = lacking(arguments[0], texts()) if arguments else texts()
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])

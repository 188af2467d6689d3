"""Every visible string passes here: ``tr("Open a project")``, ``tr("{count} problems", count=3)``.

The English text is the key; a catalogue in ``resources/translations/<language>.json`` maps it to another
language. A text without a translation is shown in English. The language ``pseudo`` marks every text that
went through a catalogue, so that a test finds the strays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING

from app.i18n.spacing import spaced
from app.resources import folder
from engine.problems import SENTENCES, Phrase, Problem, agreeing

if TYPE_CHECKING:
    from engine.files.problem import ImportProblem

CATALOGUES = folder("translations")
PSEUDO = "pseudo"
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}
"""The languages of the window, each in its own words; all but English have a catalogue."""

SPACED = frozenset({"zh_CN"})
"""Languages that part their signs from Latin letters and figures by a space, and not from each other."""

SEPARATORS = {"zh_CN": "、"}
"""What parts the members of a list, where that is no comma with a space."""
STRONGER = {"zh_CN": "；"}
"""What parts them where there are commas in them, where that is no semicolon with a space."""

_BETWEEN_MEMBERS = re.compile(r", (?![^(\[{]*[)\]}])")  # not within brackets, where arguments stand

CHINESE_ENDS = "。！？；"
SENSE = "‖"
"""Parts an English text from what it is said of, in the keys of texts that need a word of their own there."""

NAMES = frozenset({
    "element", "encoder", "dataset", "source", "target", "other", "projection", "title", "end", "path", "id", "file",
    "member", "shown", "label", "cell", "query", "layer", "node", "nearest",
})  # fmt: skip
"""Values of sentences that a person, or a file, gave: they are never translated, whatever words they are."""

MINUS = "\N{MINUS SIGN}"
_HYPHEN_OF_NUMBER = re.compile(r"(?<![\w.)-])-(?=\.?\d)|(?<=\de)-(?=\d)")
"""The sign of a number or of its exponent; not what joins words, leads an option or parts a date."""

_catalogue: dict[str, str] = {}
_language = ENGLISH


def use_language(language: str) -> None:
    """Choose the language of all strings translated from now on; an unknown one falls back to English."""
    global _language, _catalogue
    _language = language
    _catalogue = _read(language)


def language() -> str:
    """The language that strings are translated into."""
    return _language


def language_of(wanted: Iterable[str]) -> str:
    """The first of the ``wanted`` languages (such as ``"zh-Hans-CN"``) that the window can speak, else English."""
    for name in wanted:
        parts = name.replace("_", "-").split("-")
        found = next((own for own in LANGUAGES if own.split("_")[0] == parts[0].lower()), None)
        if found is not None:
            return found
    return ENGLISH


def tr(text: str, **values: object) -> str:
    """``text`` in the language of the window, its ``{names}`` filled from ``values``.

    Nouns and verbs agree with numbers as :func:`engine.problems.agreeing` says.
    """
    template = f"⟦{text}⟧" if _language == PSEUDO else _catalogue.get(text, text)
    if not values:
        return template
    template = agreeing(template, values)
    return spaced(template, values) if _language in SPACED else template.format(**values)


def tr_as(text: str, of: str) -> str:
    """``text`` where it is said ``of`` a kind of model or an example.

    One English word can need several in another language: *Regular* is an interval, an arrangement and a cell. The
    catalogue then has the key ``"Regular‖positions"`` beside ``"Regular"``.
    """
    return _catalogue.get(f"{text}{SENSE}{of}") or tr(text)


def per_cent(figure: str) -> str:
    """``97.1 %``; Chinese has no space before the sign."""
    return tr("{share} %", share=figure)


def own_language(texts: Mapping[str, str]) -> str:
    """Of one text in several languages, by ``en``, ``zh``, the one of the window; English where it lacks that."""
    text = texts.get(_language) or texts.get(_language.partition("_")[0]) or texts["en"]
    return f"⟦{text}⟧" if _language == PSEUDO else text


def translatable(text: str) -> str:
    """``text`` itself: marks a literal that is kept and translated later."""
    return text


def tr_in(other: str, text: str) -> str:
    """``text`` in another language than the window's."""
    return _read(other).get(text, text)


def in_english(text: str) -> str:
    """English of what is shown as ``text`` in the language of the window; several such texts one after another."""
    return _english_of(_language).get(text, "")


@cache  # turns a catalogue of thousands of texts around (decision 0220)
def _english_of(language: str) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for english, translated in _read(language).items():
        texts.setdefault(translated, []).append(english.partition(SENSE)[0])
    return {translated: ", ".join(english) for translated, english in texts.items()}


def listed(members: Iterable[str], have_commas: bool = False) -> str:
    """Members of a list, one after another, parted as the language of the window does."""
    return (STRONGER.get(_language, "; ") if have_commas else SEPARATORS.get(_language, ", ")).join(members)


def with_minus(text: str) -> str:
    """Numbers in ``text`` as people read them: the hyphens before them are minus signs."""
    return _HYPHEN_OF_NUMBER.sub(MINUS, text)


class _Number:
    """A number among the values of a sentence, written as its format says, with a minus sign."""

    def __init__(self, value: Real) -> None:
        self._value = value

    def __format__(self, how: str) -> str:
        return with_minus(format(self._value, how))


def localized(value: object) -> object:
    """A value of a sentence in the language of the window: a word, a list, a :class:`Phrase`, a number."""
    if isinstance(value, Phrase):
        return tr(value.text, **_spoken(value.values))
    if isinstance(value, str):
        known = _catalogue.get(value)
        return known or with_minus(listed(_catalogue.get(word, word) for word in _BETWEEN_MEMBERS.split(value)))
    return _Number(value) if isinstance(value, Real) and not isinstance(value, bool) else value


def sentence(problem: Problem) -> str:
    """The sentence of what is wrong, in the language of the window."""
    return tr(SENTENCES[problem.code].text, **_spoken(problem.values))


def reason(problem: ImportProblem) -> str:
    """The reason why a file cannot be read, in the language of the window."""
    return tr(problem.text, **_spoken(problem.values))


def remedy(problem: Problem) -> str:
    """The remedy, in the language of the window."""
    return tr(SENTENCES[problem.code].remedy, **_spoken(problem.values))


def problem_words(problem: Problem) -> str:
    """Words for what is wrong and what to do about it, as one text."""
    return sentences(sentence(problem), remedy(problem))


def sentences(*said: str) -> str:
    """Those that say something one after another: a Chinese full stop has its own room behind it."""
    whole = ""
    for words in filter(None, said):
        whole += words if not whole or whole[-1] in CHINESE_ENDS else f" {words}"
    return whole


def _spoken(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value if name in NAMES else localized(value) for name, value in values.items()}


def _read(language: str) -> dict[str, str]:
    path = CATALOGUES / f"{language}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}

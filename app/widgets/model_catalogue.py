"""Every model that can be drawn, by kind, and the search through them by name, alias and description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from app.document.networks.kept_models import offered
from app.i18n.translation import tr, tr_as, translatable
from engine.model.declaration import Model

FEW_LETTERS = 2
KINDS = {
    "neurons": (translatable("Neurons"), "population"),
    "stimuli": (translatable("Stimuli"), "stimulus"),
    "synapses": (translatable("Synapses"), "synapse"),
    "plasticity": (translatable("Plasticity"), "plastic"),
    "short_term": (translatable("Short-term plasticity"), "release"),
    "wiring": (translatable("Wiring"), "layout"),
    "positions": (translatable("Positions"), "fit"),
    "datasets": (translatable("Data"), "data"),
    "encoders": (translatable("Encoders"), "encoder"),
    "decoders": (translatable("Decoders"), "decoder"),
    "recorders": (translatable("Recorders"), "recorder"),
}
"""Title and icon of each kind of models, neurons first: of them every network is made, with data or without."""
BEGINNINGS = ("stimuli", "neurons", "encoders", "datasets")
"""Kinds of which a network is begun, those first that need no other."""
BEHIND_MODELS = len(BEGINNINGS) + 1
BEHIND_TITLES = BEHIND_MODELS + 1
"""Where stands what is no part of a drawing but is called so, and behind it what is called so by others."""
NAMES = 1 << 14
"""Names whose parts are kept, many times what models have: each key of a search looks at all of them."""
JOINED = str.maketrans("", "", "-_–")
BARED = str.maketrans("", "", " -_–")
"""What makes no difference within a word, and within a name."""
LONGEST_TITLE = 100  # words: none has so many
SAID_OF = {"neurons": translatable("A population is excitatory or inhibitory (Dale’s principle), as its sign says.")}
"""What holds of every model of a kind, by which it is found beside its own description."""
Rank: TypeAlias = tuple[int, int, int]
"""How well something answers a search: its ``place``, where its kind stands, the words of its title."""


@dataclass(frozen=True)
class Category:
    """One kind of models as a person reads it; ``icon`` stands for models without a picture."""

    kind: str
    title: str
    icon: str


def categories() -> tuple[Category, ...]:
    """All kinds in their order."""
    return tuple(Category(kind, tr(title), icon) for kind, (title, icon) in KINDS.items())


def ordered_categories(kinds: Sequence[str]) -> list[Category]:
    """All kinds, those that a person has put in an order in it; a file may name others, and lacks what came later."""
    known = {category.kind: category for category in categories()}
    wanted = [known[kind] for kind in dict.fromkeys(kinds) if kind in known]
    for place, category in enumerate(categories()):
        if category not in wanted:
            wanted.insert(min(place, len(wanted)), category)
    return wanted


def models_of(category: Category) -> list[type[Model]]:
    """The models of one category in their order, those that a person keeps first."""
    return offered(category.kind)


def rank(model: type[Model], query: str, titles_first: bool = False) -> Rank | None:
    """Rank how well a model answers a search, best first; None if some word of it is found nowhere; see ``place``.

    Of those that answer alike come first what a network can begin with, then the shorter titles, and then what owes it
    to an alias; with ``titles_first`` that comes behind whatever answers alike by its title.
    """
    if not query.strip():
        return (0, _standing(model.kind), 0)
    kinds = tr(KINDS[model.kind][0]), model.kind
    if _is_telling(wanted := _bare(query)) and any(_bare(words).startswith(wanted) for words in kinds):
        return (1, 0, 0)  # all of this kind, in their order
    summary = model.summary()
    summaries = f"{summary} {tr(summary)}"
    said = SAID_OF.get(model.kind, "")
    described = f"{model.category} {tr_as(model.category, model.kind)} {summaries} {model.key} {said} {tr(said)}"
    titles = model.title, tr(model.title)
    at = search_rank(titles, model.aliases, described, query)
    if at is None:
        return None
    owed = bool(model.aliases) and search_rank(titles, (), described, query) != at
    standing = _standing(model.kind) + (BEHIND_TITLES if owed and titles_first else 0)
    return (at, standing, len(_parted(tr(model.title))) + (LONGEST_TITLE if owed else 0))


def rank_of_name(name: str, detail: str, query: str) -> Rank | None:
    """Rank how well the name of something else than a model answers a search, beside models."""
    at = search_rank((name,), (), detail, query)
    return None if at is None else (at, len(BEGINNINGS), len(_parted(name)))


def _standing(kind: str) -> int:
    return BEGINNINGS.index(kind) if kind in BEGINNINGS else len(BEGINNINGS)


def search_rank(titles: Sequence[str], aliases: Sequence[str], described: str, query: str) -> int | None:
    """Grade how well something of this name answers a search, None where some word of it is found nowhere.

    0: its title is just that; 1: its title begins so, an alias or a word of its title is just that; 2: a word of its
    names begins so; 3: found within a name; 4: found in its description. Capitals, spaces, hyphens and underscores
    make no difference. Chinese words stand in a name without spaces: there two letters are a word of it.
    """
    words = [_bare(word) for word in query.split()]
    whole = "".join(words)
    known = _names(tuple(titles), tuple(aliases))
    if not words or whole in known.titles:
        return 0
    if whole in known.called or any(title.startswith(whole) for title in known.titles):
        return 1
    if _is_chinese_word(whole) and any(whole in title for title in known.titles):
        return 1
    worst = 2
    for word in words:
        if f"\n{word}" in known.beginnings:
            continue
        if _is_chinese_word(word) and any(word in title for title in known.titles):
            continue
        if _is_telling(word) and any(word in name for name in known.names):
            worst = max(worst, 3)
        elif _is_telling(word) and word in _words(described):
            worst = 4
        else:
            return None
    return worst


@dataclass(frozen=True)
class _Names:
    """The names of something as a search compares them, bare.

    ``called`` are aliases and words of titles, ``beginnings`` the texts of which a word may be the beginning, each
    behind a line's end.
    """

    titles: frozenset[str]
    names: frozenset[str]
    called: frozenset[str]
    beginnings: str


@lru_cache(NAMES)
def _names(titles: tuple[str, ...], aliases: tuple[str, ...]) -> _Names:
    bare = frozenset(map(_bare, titles))
    others = frozenset(map(_bare, aliases))
    called = others | {_bare(word) for title in titles for word in _parted(title)}
    beginnings = "".join(f"\n{part}" for name in (*titles, *aliases) for part in _parts(name))
    return _Names(bare, bare | others, called, beginnings)


@lru_cache(NAMES)
def _words(described: str) -> str:
    """A description as it is searched: no word that is looked for has a space."""
    return described.casefold().translate(JOINED)


@lru_cache(NAMES)
def _parted(name: str) -> tuple[str, ...]:
    """The words of a name; what hyphens join is one, unless they join the names of people."""
    return tuple(re.split(r"[ ,()]+|[-–](?=[A-Z])", name.strip(" )")))


def _bare(words: str) -> str:
    """Only what tells names apart."""
    return words.casefold().translate(BARED)


@lru_cache(NAMES)
def _parts(name: str) -> tuple[str, ...]:
    """The texts that may be typed to find a name: the whole, and each word's beginning to the end."""
    folded = name.casefold()
    beginnings = (place + 1 for place, letter in enumerate(folded) if letter in " -_–(")
    return _bare(folded), *(_bare(folded[place:]) for place in beginnings)


def _is_telling(word: str) -> bool:
    """Tell whether a word may be looked for inside others: two Latin letters are in nearly all of them."""
    return len(word) > FEW_LETTERS or not word.isascii()


def _is_chinese_word(word: str) -> bool:
    return len(word) > 1 and all(letter >= "\u4e00" for letter in word)


def search_models(models: Iterable[type[Model]], query: str) -> list[tuple[Rank, type[Model]]]:
    """The models that answer a search with their ``rank``, best first; all of them in their order for an empty one."""
    answers = [(at, model) for model in models if (at := rank(model, query)) is not None]
    return sorted(answers, key=lambda answer: answer[0])

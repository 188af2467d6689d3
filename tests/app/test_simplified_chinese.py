"""The catalogue of 简体中文 is whole, fills the same blanks, and leaves nothing English by accident."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator
from pytestqt.qtbot import QtBot

from app.appearance.language import meant
from app.document.example import examples, translate
from app.document.file.file_format import open_document
from app.i18n.spacing import spaced
from app.i18n.translation import (
    CATALOGUES,
    LANGUAGES,
    SENSE,
    in_english,
    language_of,
    listed,
    localized,
    problem_words,
    reason,
    remedy,
    sentence,
    sentences,
    tr,
    tr_as,
    use_language,
)
from app.preferences import SYSTEM
from app.widgets.fields import distribution_text
from docs.collect_texts import placeholders, senses
from engine.checking.quantities import bounds_words
from engine.files.problem import ImportProblem
from engine.learning.methods import methods
from engine.model.declaration import Model
from engine.model.equations import card
from engine.model.quantities import Parameter
from engine.model.registry import discovery
from engine.network.problems_found import OUT_OF_BOUNDS, WRONG_SIGN
from engine.network.values import ByDistance, Distribution, LogNormal, Normal, Uniform
from engine.problems import SENTENCES, Problem
from tests.untranslated import PROPERTY, collected

NAME = "zh_CN"
CHINESE = re.compile("[\u4e00-\u9fff]")
PUNCTUATION = re.compile("[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\\.(?!\\w)")
BLANK = re.compile(r"\{[^{}]*\}")
OF_SOURCES = re.compile(
    r"\b(chapters?|sections?|equations?|table|benchmark|here|solved|figure|(NEST|PyNN|Brian2)'s)\b|"
    r"[a-z]{3,} [a-z]{3,} [a-z]{2,}\.$|^the |, (with|as|where|whose|after) "
)
"""What we say of a source, not the title of one."""
STAYS = {
    "Spikeloom", "{title} · Spikeloom",  # a name
    "Ctrl K", "Ctrl N", "Ctrl O", "Esc",  # keys, as the keyboard shows them
    "s", "Hz", "pA", "nS", "{seconds} s", "{count} ms", "CPU", "GPU", "GPU (CuPy)", "short_term", "d{state}/dt = 0",


    "{width} × {height} mm", "{place} of {count}", "{place} of {count} · {label}",
    # people, and methods that are known by their letters
    "Izhikevich", "FitzHugh-Nagumo", "Hodgkin-Huxley", "Morris-Lecar", "Traub-Miles", "Diehl and Cook", "Oja",
    "CV", "Lv",
    "BCM", "Clopath", "BSA", "Delta", "Randman", "Adam", "sigmoid", "STDP", "DECOLLE", "E-prop", "EventProp", "NormAD",
    "ReSuMe",
    # software and formats
    "SpikingJelly",
    "float32", "float64", "NIR", "Rockpool", "sinabs", "spyx", "NumPy", "safetensors", "CSV", "Brian2", "Norse", "NEST",
    "snnTorch", "snnTorch, Norse, SpikingJelly", "ONNX",
}  # fmt: skip
"""Texts whose translation holds no Chinese sign."""


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return collected()


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    return dict(json.loads((CATALOGUES / f"{NAME}.json").read_text(encoding="utf-8")))


@pytest.fixture
def chinese() -> Iterator[None]:
    use_language(NAME)
    yield
    use_language("en")


def test_no_translation_is_left_over(
    found: dict[str, str], catalogue: dict[str, str], record_property: Callable[[str, object], None]
) -> None:
    """A text that has none yet is told and fails nothing: whoever adds it need not know the language."""
    assert not catalogue.keys() - found.keys() - senses(), "uv run --group dev python -m tests.write"
    assert not any(SENSE in text for text in found)
    assert len(found) > 2000
    for text in sorted(found.keys() - catalogue.keys()):
        record_property(PROPERTY, f"{NAME}: {text!r} ({found[text]})")


@pytest.mark.release
def test_every_text_is_translated() -> None:
    assert collected(NAME) == {}


def test_an_english_word_of_several_things_has_a_word_for_each(chinese: None) -> None:
    """*Regular* was 规则, a rule, of an encoder, an arrangement and a cell alike."""
    assert tr("Regular") == tr_as("Regular", "stimuli") == "等间隔"
    assert tr_as("Regular", "positions") == "规则排列"
    assert in_english("规则排列") == "Regular"
    (cells,) = (example for example in examples() if Path(example.file).stem == "four-cells")
    document = open_document(Path(cells.file))
    translate(document)
    assert {"规则发放", "快速发放"} < {node.title for node in document.nodes.values()}


def test_texts_that_are_kept_by_each_road_are_found(found: dict[str, str]) -> None:
    ways = {
        "a call": "Drag a neuron here",
        "an end of a condition": "Resume",
        "a sentence": "There is no neuron to run.",
        "a remedy": "Add a population.",
        "a file's mistake": "{file} is empty.",
        "a phrase": "at least {bound:g}",
        "a model": "Leaky integrate-and-fire",
        "a quantity": "membrane time constant",
        "a choice's word": "by writer",
        "a method's detail": "By what share of its brightness it is brighter each time.",
        "a format": "for simulators and chips",
        "a table beside models": "time that each sample is shown",
        "a trait": "membrane first",
        "an example": "Feed a current, see it fire.",
        "a drawing": "Excitation and inhibition, irregular firing.",
    }
    assert not {way: text for way, text in ways.items() if text not in found}


def test_blanks_are_the_same(catalogue: dict[str, str]) -> None:
    wrong = {text: own for text, own in catalogue.items() if placeholders(text) != placeholders(own)}
    assert not wrong


def test_nothing_stays_english_but_what_is_declared(catalogue: dict[str, str]) -> None:
    english = {text for text, own in catalogue.items() if not CHINESE.search(own)}
    stays = {text for text in english if re.search("[A-Za-z]", BLANK.sub("", text))}
    assert stays - {card.source(model) for model in declared()} <= STAYS
    assert not STAYS - catalogue.keys()


def declared() -> list[type[Model]]:
    """Every model and every method."""
    return [*(model for kind in discovery.KINDS for model in discovery.models(kind).values()), *methods().values()]


def test_titles_of_papers_stay_and_what_is_said_of_them_is_chinese(chinese: None, catalogue: dict[str, str]) -> None:
    for source in {card.source(model) for model in declared()} & catalogue.keys():  # others are told of elsewhere
        assert not OF_SOURCES.search(tr(source)), tr(source)


def edges(text: str) -> tuple[bool, bool]:
    """Whether it begins and ends with a space."""
    return text[:1].isspace(), text[-1:].isspace()


def test_sentences_are_set_in_chinese_signs(catalogue: dict[str, str]) -> None:
    assert not {own for own in catalogue.values() if PUNCTUATION.search(own)}
    assert not {own for text, own in catalogue.items() if edges(text) != edges(own)}


def test_words_within_a_sentence_are_translated_and_names_are_not(chinese: None) -> None:
    parameter = Parameter("ms", "x", "x", default=1.0, above=0.0, integer=True)
    values = {"name": "tau_m", "element": "Hidden", "value": "-1", "unit": " ms", "bounds": bounds_words(parameter)}
    assert sentence(Problem("", OUT_OF_BOUNDS, values)) == "Hidden 的 tau_m 为 −1 ms；必须大于 0，且为整数。"
    assert "大于 0" in remedy(Problem("", OUT_OF_BOUNDS, values))
    assert "抑制性" in sentence(Problem("", WRONG_SIGN, {"element": "Hidden", "sign": "inhibitory", "value": "2"}))
    assert reason(ImportProblem("{file} is empty.", file="Hidden")) == "Hidden 是空的。"


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["zh-Hans-CN", "en-US"], NAME),
        (["zh_CN.UTF-8"], NAME),
        (["en-GB", "zh-CN"], "en"),
        (["fr-FR", "zh-CN"], NAME),
        (["tlh"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_of_the_desktop_that_is_known_is_spoken(wanted: list[str], spoken: str) -> None:
    assert language_of(wanted) == spoken


def test_every_language_but_english_has_a_catalogue(qtbot: QtBot) -> None:
    assert {path.stem for path in CATALOGUES.glob("*.json")} == LANGUAGES.keys() - {"en"}
    assert meant(NAME) == NAME
    assert meant(SYSTEM) in LANGUAGES


def test_examples_are_opened_in_the_language_of_the_window(chinese: None) -> None:
    for example in examples():
        document = open_document(Path(example.file))
        translate(document)
        words = [w for node in document.nodes.values() for w in (node.title, node.text) if w]
        assert all(CHINESE.search(word) for word in words), words
    assert CHINESE.search(tr(examples()[0].title))


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("更改{name}", "延迟", "更改延迟"),
        ("更改{name}", "tau_m", "更改 tau_m"),
        ("{name} 没有回答", "隐藏层", "隐藏层没有回答"),
        ("{name} 没有回答", "Hidden", "Hidden 没有回答"),
        ("删除 {name}", "10 号", "删除 10 号"),
        ("将{name}改为", "Delta", "将 Delta 改为"),
        ("“{name}”，不变", "Delta", "“Delta”，不变"),
        ("{name}：{name}", "标签 1", "标签 1：标签 1"),
        ("{{{name}}} 步", "3", "{3} 步"),
        ("选择   {name}", "延迟", "选择   延迟"),
        ("{name} 时", "α", "α 时"),
    ],
)
def test_blanks_are_filled_with_the_spaces_that_their_signs_want(template: str, value: str, said: str) -> None:
    assert spaced(template, {"name": value}) == said


def test_forms_of_blanks_are_kept() -> None:
    assert spaced("{n:.2f}步 {n!r}", {"n": 1.5}) == f"{1.5:.2f} 步 {1.5!r}"


@pytest.mark.parametrize(
    "given",
    [
        Normal(-50.0, 1.5),
        Uniform(0.5, 2.0),
        LogNormal(3.0, 0.25),
        ByDistance("linear", 0.5, 2.0, 1.0),
        ByDistance("gaussian", 0.1, 3.0, 0.2),
        ByDistance("exponential", 0.1, 3.0, 0.2),
    ],
)
def test_a_distribution_can_be_typed_as_the_window_writes_it(chinese: None, given: Distribution | ByDistance) -> None:
    words, unit = distribution_text.words_and_unit(given, "mV")
    assert CHINESE.search(words)
    assert distribution_text.parse_distribution(words, unit) == given
    assert distribution_text.parse_distribution("normal 10 ± 2", "mV") == Normal(10.0, 2.0)


def test_a_sentence_follows_another_as_its_language_has_it() -> None:
    """“不能计量其输入。 请使用…” had a blank behind its full stop, which has its own."""
    assert sentences("It is full.", "", "Make room.") == "It is full. Make room."
    assert sentences("没有剩余空间。", "请腾出空间。") == "没有剩余空间。请腾出空间。"
    assert sentences("", "请腾出空间。", "") == "请腾出空间。" and sentences() == ""
    use_language(NAME)
    try:
        said = {
            problem_words(Problem("", code, {})) for code, it in SENTENCES.items() if "{" not in it.text + it.remedy
        }
    finally:
        use_language("en")
    assert len(said) > 1 and not any("。 " in words for words in said)


def test_the_texts_that_are_added_to_those_of_qt_are_compiled() -> None:
    compiled = QTranslator()
    assert compiled.load("qt_zh_CN", str(CATALOGUES))
    for context in ElementTree.parse(CATALOGUES / "qt_zh_CN.ts").iter("context"):
        for message in context.iter("message"):
            source, comment = message.findtext("source", ""), message.findtext("comment")
            assert compiled.translate(context.findtext("name", ""), source, comment) == message.findtext("translation")


def test_members_of_a_list_are_parted_as_the_language_does(chinese: None) -> None:
    assert listed(["甲", "乙"]) == "甲、乙"
    assert localized("cells, V") == "cells、V" and localized("f(a, b), [3, 4]") == "f(a, b)、[3, 4]"
    use_language("en")
    assert listed(["one", "two"]) == localized("one, two") == "one, two"

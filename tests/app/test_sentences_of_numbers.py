"""Sentences agree with their numbers: one label, two labels."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.i18n.translation import CATALOGUES, tr, use_language
from engine.files.problem import ImportProblem
from engine.problems import Phrase, Problem, filled
from engine.samples.own import LABEL_COUNT

SEVERAL = {
    "Move {count} neurons",
    "{count} files",
    "{count} groups",
    "{count} notes",
    "{mend}, at {count} places",
    "There are {count} datasets, and samples can be put in the place of one.",
    "{count} decoders know labels, {element} among them; only one can count.",
    "{count} files were dropped at once.",
    "{count} links end here; NIR files for {readers} carry one.",
}
"""Texts whose number is two at least."""
TEXT = "{count} {count:sample is|samples are} read"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 sample is read"),
        ("1", "1 sample is read"),
        (0, "0 samples are read"),
        ("1,204", "1,204 samples are read"),
    ],
)
def test_one_is_one_and_any_other_number_is_many(count: Any, said: str) -> None:
    assert filled(TEXT, {"count": count}) == tr(TEXT, count=count) == Phrase(TEXT, count=count) == said
    assert str(ImportProblem(TEXT, count=count)) == said


def test_a_problem_agrees_with_its_numbers() -> None:
    """“has 1 labels for 4 samples”."""
    values = {"element": "Data", "count": 1, "samples": 4}
    assert str(Problem("data", LABEL_COUNT, values)).startswith("Data has 1 label for 4 samples.")


def test_chinese_and_what_has_no_chinese_are_said_too() -> None:
    try:
        use_language("zh_CN")
        assert tr("{count} {count:neuron|neurons}", count=1) == "1 个神经元"
        assert tr(TEXT, count=2) == "2 samples are read"
    finally:
        use_language("en")


def test_no_text_has_many_of_one() -> None:
    """A noun in the plural directly behind a number that may be 1 needs a word for one."""
    number = re.compile(r"\{(?:count|samples|neurons|labels|rows|columns|steps|trains)(?::[^|}]*)?\} (?!ms)[a-z]+s\b")
    texts = json.loads((CATALOGUES / "zh_CN.json").read_text(encoding="utf-8"))
    assert {text for text in texts if number.search(text)} == SEVERAL

"""Numbers in sentences have a true minus sign; what is typed, and a console without that sign, have the hyphen too."""

from __future__ import annotations

import io
import sys

import pytest

from app.command_line.printing import print_error, use_plain_signs
from app.i18n.translation import problem_words, with_minus
from app.widgets import quantities
from engine.checking.network import check
from engine.model.registry.discovery import find
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population
from engine.problems import Phrase, Problem, declare

SAID = declare("test.signs", "{element} is {value:g} or {count}, {bound}.", "Take {remedy}.")


def test_numbers_of_a_problem_have_a_true_minus_and_names_keep_their_hyphen() -> None:
    values = {"element": "layer -2", "value": -5.0, "count": -3, "bound": Phrase("at least {bound:g}", bound=-1e-7)}
    words = problem_words(Problem("", SAID, values | {"remedy": "-70 to -50 mV"}))
    assert words.startswith("layer -2 is \u22125 or \u22123, ")
    assert "\u22121e\u221207" in words
    assert words.endswith("Take \u221270 to \u221250 mV.")


def test_what_is_no_number_keeps_its_hyphen() -> None:
    for words in ("surrogate-gradient", "2026-11-28", "--bits 8", "SHD-2", "a - b", "pages 3-5"):
        assert with_minus(words) == words


def test_a_value_out_of_bounds_is_told_and_typed_with_the_same_sign() -> None:
    values = {"name": "tau_m", "element": "Cells", "value": f"{-5.0:g}", "unit": " ms", "bounds": "above 0"}
    assert "\u22125 ms" in problem_words(Problem("", found.OUT_OF_BOUNDS, values))
    assert quantities.parse_quantity("\u22125 ms", "ms") == quantities.parse_quantity("-5 ms", "ms") == -5.0
    plain = Population("Cells", find("neurons/discrete_leaky_integrate_and_fire"), 1, {"beta": -3.0})
    (problem,) = (p for p in check(NetworkDescription(populations=(plain,))) if p.code == found.OUT_OF_BOUNDS)
    assert "is \u22123; it must be" in problem_words(problem), "a plain number has no unit, nor room for one"


def test_a_console_without_a_minus_sign_shows_a_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(written, encoding="cp1252"))
    use_plain_signs()
    print_error("\u22125 ms → 脉冲")
    assert written.getvalue().decode("cp1252").strip() == "-5 ms ? ??"

"""What docs/semantics.md says of typed equations is what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.model.quantities import Parameter, Refractory
from engine.model.typed import expressions, lines
from engine.model.typed.equations import equations
from engine.model.typed.mistakes import Mistake
from engine.model.typed.neuron import neuron
from engine.model.typed.neuron_building import NeuronBuilder

TEXT = (Path(__file__).parents[4] / "docs" / "semantics.md").read_text(encoding="utf-8")
SECTION = TEXT.split("## Typed equations")[1].split("\n## ")[0]
(EXAMPLE,) = re.findall(r"```\n(.*?)```", SECTION, flags=re.DOTALL)


def test_the_example_is_a_neuron_with_what_it_says() -> None:
    model = neuron(EXAMPLE)
    assert list(model.states()) == ["v", "w"] and model.membrane == "v" and model.fires()
    parameters = model.parameters()
    assert parameters["tau"].trainable and parameters["tau"].above == 0.0
    assert parameters["tau"].meaning == "membrane time constant" and parameters["tau"].unit == "ms"
    held = parameters["t_ref"]
    assert isinstance(held, Refractory) and held.holds == ("v",)


def test_every_function_and_every_word_is_listed_and_no_other() -> None:
    (listed,) = re.findall(r"\*\*Functions:\*\* ([^.]*)\.", SECTION)
    assert re.split(r",\s+", listed.strip()) == list(expressions.functions())
    words = set(re.findall(r"`(\w+):", SECTION))
    assert words == set(lines.WORDS)
    remarks = {word for word in (*NeuronBuilder.of_parameters, *NeuronBuilder.of_equations) if word != "≥"}
    assert all(f"`{word}" in SECTION for word in remarks)
    assert f"from 1 to {expressions.MOST_POWER}" in SECTION


def test_a_remark_does_what_is_said_of_it() -> None:
    text = EXAMPLE.replace("a = 0.1", "a = 2 (whole, constant, >= 1)").replace(" (unless refractory)", "")
    a = neuron(text).parameters()["a"]
    assert isinstance(a, Parameter) and a.integer and not a.live and a.at_least == 1.0
    assert neuron(EXAMPLE.replace("(unless refractory)", "(at most V_th)")).states()["v"].at_most == "V_th"
    free = neuron(EXAMPLE.replace("2 ms", "2 ms (holds nothing)").replace(" (unless refractory)", ""))
    held = free.refractory()
    assert held is not None and held.holds == ()


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        (("R*I", "R*J"), 22, "is not defined"),
        (("w += b", "w += tau"), 17, "joins mV with ms"),
        (("v >= V_th", "v"), 12, "the threshold must be one comparison"),
        (("(> 0)", "(above 0)"), 16, "neither a bound nor a known remark"),
    ],
)
def test_a_mistake_is_told_with_its_place(change: tuple[str, str], column: int, words: str) -> None:
    with pytest.raises(Mistake) as error:
        neuron(EXAMPLE.replace(*change))
    assert words in str(error.value) and error.value.place.column == column, str(error.value)


@pytest.mark.parametrize(
    ("heading", "kind", "words", "remarks"),
    [
        ("Typed synapses", "synapses", lines.SYNAPSE_WORDS, {"inhibitory", "of the membrane", "clock-driven"}),
        ("Typed rules of plasticity", "plasticity", lines.RULE_WORDS, {"pre", "post", "synapse", "lasts", "interval"}),
    ],
)
def test_what_is_said_of_texts_of_links_is_what_they_are(
    heading: str, kind: str, words: tuple[str, ...], remarks: set[str]
) -> None:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    (example,) = re.findall(r"```\n(.*?)```", section, flags=re.DOTALL)
    model = equations(example, kind)
    assert model.states() and model.text == example
    said = set(re.findall(r"`(\w+):", section))
    assert said >= {word for word in words if word not in lines.HEAD and "\\" not in word}
    assert all(re.fullmatch("|".join(words), word) for word in said)
    assert all(remark in section for remark in remarks)

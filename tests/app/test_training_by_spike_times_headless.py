"""EventProp without a window: from a drawn file to trained weights, beside another method, and why it does not fit."""

from __future__ import annotations

import csv

from app.document.document import Document
from app.document.examples import digits
from app.document.making.sketch import Sketch
from engine.network.values import Normal
from tests.app.test_command_line import main, project

__all__ = ["project"]
LEAKY, FIRST = "neurons/leaky_integrate_and_fire", "decoders/time_to_first_spike"
EVENTS = "event-prop"


def yin_yang() -> Document:
    """Points by latency through hidden neurons onto three, answered by the first spike."""
    sketch = Sketch("Yin-Yang", resolution=1.0)
    few = {"sample_time": 60.0, "training": 300.0, "test": 90.0}
    points = sketch.node("datasets/yin_yang", "Points", (48, 192), parameters=few)
    latency = sketch.node("encoders/latency", "Coordinates", (240, 192), 4)
    hidden, output = (
        sketch.node(LEAKY, title, (x, 192), size, parameters={"E_L": 0.0, "V_reset": 0.0, "V_th": 15.0, "tau_m": 20.0})
        for title, x, size in (("Hidden", 528, 30), ("Output", 864, 3))
    )
    answer = sketch.node(FIRST, "Answer", (1176, 192))
    link = {"synapse": "synapses/exponential_current", "wiring": "wiring/all_to_all", "delay": 1.0, "sign": "mixed"}
    sketch.link(points, latency)
    sketch.link(latency, hidden, **link, weight=Normal(900.0, 600.0))
    sketch.link(hidden, output, **link, weight=Normal(900.0, 300.0))
    sketch.link(output, answer)
    sketch.link(points, answer)
    return sketch.document


def test_a_drawn_network_in_mv_and_pa_learns_from_fresh_weights(project, tmp_path, capsys):
    out, path = tmp_path / "trained.spikeloom", project(yin_yang())
    assert main(["train", path, "--method", EVENTS, "--epochs", "12", "--seed", "2", "--out", str(out)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert float(said[-1].split()[1]) > 55.0
    assert main(["evaluate", str(out), "--out", str(tmp_path / "answers.csv")]) == 0
    assert said[-1].split()[1] in capsys.readouterr().out


def test_it_stands_beside_another_method_and_says_why_it_does_not_fit(project, tmp_path, capsys):
    out = tmp_path / "table.csv"
    asked = ["--methods", f"{EVENTS},surrogate-gradient", "--seeds", "0", "--epochs", "1", "--out", str(out)]
    assert main(["compare", project(yin_yang()), *asked]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["row"] == "run"]
    assert [(row["method"], row["state"]) for row in rows] == [("event_prop", "done"), ("surrogate_gradient", "done")]
    capsys.readouterr()
    assert main(["train", project(digits.draw(), "digits"), "--methods"]) == 0
    said = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("event_prop"))
    assert "moves once in each step" in said and "Leaky integrate-and-fire" in said

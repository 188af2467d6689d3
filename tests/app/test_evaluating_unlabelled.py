"""Who evaluates neurons that were not labelled yet is told so, beside an accuracy that means nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.command_line import evaluating as command_evaluating
from app.document.examples import digits, digits_without_labels
from app.document.meaning.meaning import meaning
from engine.checking.decoders import unlabelled_decoders
from tests.app.test_command_line import main, project

__all__ = ["project"]


def test_neurons_without_labels_are_told_of(project, capsys, monkeypatch):
    monkeypatch.setattr(command_evaluating, "report_evaluation", lambda *_: None)  # it takes its time
    assert main(["evaluate", project(digits_without_labels.draw())]) == 0
    said = capsys.readouterr()
    assert said.out == "" and said.err == (
        "The neurons that Answer reads have no labels yet, so it answers no class. "
        "Train the network by local plasticity first.\n"
    )
    assert main(["evaluate", project(digits.draw())]) == 0
    assert capsys.readouterr().err == ""


def test_labelled_neurons_are_not():
    network = meaning(digits_without_labels.draw()).description
    (decoder,) = network.decoders
    labelled = replace(decoder, parameters={**decoder.parameters, "M": np.ones(1000)})
    assert [p.place for p in unlabelled_decoders(network)] == [decoder.id]
    assert not list(unlabelled_decoders(replace(network, decoders=(labelled,))))

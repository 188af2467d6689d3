"""Bytes of what a training reports and ends in, to cross from its process: MessagePack, arrays with dtype and shape.

Every field has its type, and nothing in it is ever executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_origin

import msgspec
import numpy as np

from app.running.failures import UNEXPECTED
from app.running.trainings.answered import Answered
from app.running.trainings.fitting import TrainingOutcome
from engine.problems import SENTENCES, Phrase, Problem, Severity

PHRASE = "phrase"  # the key of words among the values of a problem


class OutcomeSpoilt(ValueError):
    """The bytes are none of such a file."""


def packed(value: Any) -> bytes:
    """The bytes of dataclasses of arrays, numbers, texts and such."""
    return msgspec.msgpack.encode(value, enc_hook=_plain)


def unpacked(content: bytes, type: Any) -> Any:
    """Give back what :func:`packed` was given, of this type; raises :class:`OutcomeSpoilt`."""
    try:
        return msgspec.msgpack.decode(content, type=type, dec_hook=_typed)
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError) as error:
        raise OutcomeSpoilt(str(error)) from error


def packed_outcome(outcome: TrainingOutcome) -> bytes:
    """The bytes of an outcome."""
    return packed((outcome.result, tuple(outcome.answers), outcome.row, outcome.checkpoint))


def unpacked_outcome(content: bytes) -> TrainingOutcome:
    """The outcome of such bytes; raises :class:`OutcomeSpoilt`."""
    from engine.learning.training.comparing import ComparedRun  # these bring the compilers
    from engine.learning.training.training_result import TrainingResult

    known = unpacked(content, tuple[TrainingResult, tuple[Answered, ...], ComparedRun | None, bytes | None])
    return TrainingOutcome(*known)


def plain_problem(problem: Problem) -> dict[str, Any]:
    """A problem as JSON holds it, with its English words for who does not know its sentence."""
    return {
        "words": str(problem),
        "place": problem.place, "code": problem.code, "severity": problem.severity.value,
        "quantity": problem.quantity, "values": {name: _plain_value(value) for name, value in problem.values.items()},
    }  # fmt: skip


def problem_from(known: Mapping[str, Any]) -> Problem:
    """The problem of such plain data; raises ``KeyError`` or ``ValueError`` where it is none."""
    if known["code"] not in SENTENCES:
        from engine.learning.methods import methods
        from engine.learning.training import fitting as fitting  # both declare sentences of what they refuse

        methods()
    if known["code"] not in SENTENCES:
        return Problem(known["place"], UNEXPECTED, {"reason": known["words"]})
    values = {name: _value_from(value) for name, value in known["values"].items()}
    return Problem(known["place"], known["code"], values, Severity(known["severity"]), known["quantity"])


def _plain_value(value: object) -> object:
    if isinstance(value, Phrase):
        return {PHRASE: value.text, "values": {name: _plain_value(one) for name, one in value.values.items()}}
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def _value_from(value: Any) -> object:
    if isinstance(value, dict) and isinstance(value.get(PHRASE), str):
        return Phrase(value[PHRASE], **{name: _value_from(one) for name, one in value["values"].items()})
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, np.ascontiguousarray(value).tobytes())
    if isinstance(value, np.generic):
        return value.item()
    return _plain_value(value)  # of a problem: whatever it quotes


def _typed(kind: Any, value: Any) -> Any:
    if (get_origin(kind) or kind) is np.ndarray:
        if isinstance(value, float):  # an array of no dimension, in outcomes of before
            return np.array(value)
        dtype, shape, content = value
        array = np.frombuffer(content, np.dtype(dtype)).reshape(shape).copy()
        if array.dtype.hasobject:
            raise ValueError("an array of objects")
        return array
    if kind is object:  # a value of a problem
        return _value_from(value)
    raise NotImplementedError(f"{kind} does not cross from a process")

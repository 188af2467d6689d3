"""The declaration of a file format, and the meaning of verifying a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Circuit
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, Severity

Provenance = Mapping[str, str | float | int]
"""Where a file comes from: version, seed, accuracy … ; every format stores it as it can."""
OnProgress = Callable[[float], bool]
SPIKES, VALUES = "spikes", "values"
DURATION = 200.0  # ms that a network without samples is run beside what is read back


class VerificationCancelled(Exception):
    """``on_progress`` said no."""


@dataclass(frozen=True)
class VerificationTrial:
    """The numbers by which a file is verified: the first ``samples`` test samples, or all, in a run with this seed."""

    seed: int = 1
    samples: int | None = None
    on_progress: OnProgress | None = None

    def shown(self, circuit: Circuit) -> NDArray[np.int64]:
        """The samples, as indices into the circuit's dataset."""
        _, test = circuit.dataset.model.split(circuit.samples, circuit.dataset.parameters)
        return np.asarray(test, np.int64)[: self.samples]

    def tell(self, share: float) -> None:
        """So much is done; raises :class:`VerificationCancelled`."""
        if self.on_progress is not None and not self.on_progress(share):
            raise VerificationCancelled


@dataclass(frozen=True)
class Verification:
    """The network as drawn beside the network as read back from the file, over ``samples`` test samples.

    Where there are none, both ran for ``duration`` ms.

    ``what`` is compared: spikes, or values where the file knows none.

    ``differing_spikes`` of ``spikes``; ``excused`` ones differ from where a potential came within
    1e-5 of its threshold in both, where rounding alone decides.
    """

    differing_spikes: int
    excused: int
    spikes: int
    samples: int
    what: str = SPIKES
    duration: float = 0.0

    @property
    def is_of_spikes(self) -> bool:
        return self.what == SPIKES

    @property
    def holds(self) -> bool:
        return self.differing_spikes == 0


class Format:
    """One file format for trained networks; ``name`` is its file's name, ``suffix`` that of its files."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    suffix: ClassVar[str] = ""
    meaning: ClassVar[str] = ""
    rank: ClassVar[int] = 9  # the lower the earlier it is offered
    family: ClassVar[str] = ""  # formats of one family are one choice, and ``member`` is the second
    member: ClassVar[str] = ""
    library: ClassVar[str] = ""  # in which a file that is a program runs: what it fires there it compares itself

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        """The parts that the format cannot carry, by element; warnings name what is left out without harm."""
        return circuits.refusals(description, cls.misfits)

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        """The same of a circuit that there is."""
        raise TypeError(f"{cls.__name__} does not say what it refuses")

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        """Write the file whole or not at all; :class:`NetworkError` where :meth:`refusals` are fatal."""
        raise TypeError(f"{cls.__name__} writes nothing")

    @classmethod
    def sibling_files(cls, path: Path) -> tuple[Path, ...]:
        """The files that :meth:`write` makes besides ``path``."""
        return ()

    @classmethod
    def verify(cls, description: NetworkDescription, path: Path, trial: VerificationTrial) -> Verification:
        """Read the file back, run what it says, and count the spikes that differ over test samples.

        Raises :class:`VerificationCancelled` where the trial is told to end.
        """
        raise TypeError(f"{cls.__name__} verifies nothing")

    @classmethod
    def demand(cls, description: NetworkDescription) -> None:
        """Raise :class:`NetworkError` with every fatal refusal."""
        fatal = [p for p in cls.refusals(description) if p.severity is Severity.FATAL]
        if fatal:
            raise NetworkError(fatal)

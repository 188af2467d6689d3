"""The grammar of datasets: labelled samples, and which of them are for training."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Model, Payload
from engine.model.division import GivenDivision, Parts
from engine.model.legible import SENTENCE, legible
from engine.model.stored import FileBlocks
from engine.model.topology import Shape
from engine.model.variation import TimeVariation, Variation
from engine.problems import Phrase

Wrong: TypeAlias = Iterator[tuple[str, dict[str, object], str]]
"""What is wrong: the code of a sentence, its values but for the element's name, and the quantity at fault."""

ROUNDING = 1e-6  # of a step: a spike whose time is the start of a step lies within it


class Unreadable(ValueError):
    """Data that cannot be had: what is wrong with them, as :meth:`DatasetModel.problems` would say it."""

    def __init__(self, code: str, quantity: str, **words: object) -> None:
        super().__init__(code)
        self.code, self.quantity = code, quantity
        self.words = {
            name: word if isinstance(word, Phrase) else legible(word, SENTENCE) for name, word in words.items()
        }

    @property
    def wrong(self) -> tuple[str, dict[str, object], str]:
        """The code of a sentence, its values but for the element's name, and the quantity at fault."""
        return self.code, self.words, self.quantity


class Values(Protocol):
    """An array, or what is kept in a smaller form and made into an array of the samples that are asked for."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def ndim(self) -> int: ...

    def __getitem__(self, samples: Any) -> NDArray[np.float64]: ...


@dataclass(frozen=True)
class TargetTrains:
    """The spikes that are wanted of ``size`` neurons: ``samples``, ``neurons`` and ``times``, each (spikes,).

    A time is a share of the time for which a sample is shown, at least 0 and below 1.
    """

    size: int
    samples: NDArray[np.int64]
    neurons: NDArray[np.int64]
    times: NDArray[np.float64]

    def raster(self, samples: NDArray[np.int64], steps: int) -> NDArray[np.bool_]:
        """The raster of wanted spikes, (steps, samples, neurons), for these samples shown for that many steps."""
        wanted = np.zeros((steps, len(samples), self.size), bool)
        for place, sample in enumerate(samples):
            chosen = self.samples == sample
            at = np.floor(self.times[chosen] * steps + ROUNDING).astype(np.int64)
            wanted[np.minimum(at, steps - 1), place, self.neurons[chosen]] = True
        return wanted


@dataclass(frozen=True)
class Samples:
    """``values`` in [0, 1], ``labels`` (samples,), ``shape`` of one sample, class ``names``.

    Values are (samples, channels), or (samples, times, channels) where samples are signals: these fill the time for
    which a sample is shown. Channels of pictures are those of a shape (rows, columns) or (channels, rows, columns), of
    moving ones behind their times. ``targets`` are the spikes wanted of the population that answers, where data say
    them, and ``series`` (samples, times, values) the values wanted of it at every step, spread over that time alike;
    ``step_labels`` (samples, times) are the classes that it is to tell at every step, and ``labels`` the last of them.
    Steps of the first ``washout`` ms count for neither. The last ``tested`` samples are those that the source itself
    keeps for the test. By ``variation``, training samples differ each time they are shown. ``given`` is the division
    that a person gives. Values ``in_pieces`` are read from files whenever samples are asked for, at most ``held``
    bytes of them in memory; ``blocks`` say which lie together there, where it matters in which order they are asked
    for.
    """

    values: Values
    labels: NDArray[np.int64]
    shape: tuple[int, ...]
    names: tuple[str, ...]
    targets: TargetTrains | None = None
    tested: int = 0
    variation: Variation | TimeVariation | None = None
    series: Values | None = None
    step_labels: NDArray[np.int64] | None = None
    washout: float = 0.0
    given: GivenDivision | None = None
    blocks: FileBlocks | None = None
    in_pieces: bool = False
    held: int = 0

    @property
    def have_classes(self) -> bool:
        """True where samples are told apart, and neither spikes nor values are wanted."""
        return self.targets is None and self.series is None

    @property
    def by_blocks(self) -> bool:
        """True if samples are shuffled by blocks, and parts of them are in the order of the file."""
        return self.in_pieces and self.blocks is not None

    @property
    def channels(self) -> int:
        """Values at one time."""
        return int(self.values.shape[-1])

    @property
    def is_images(self) -> bool:
        """True if every sample is a picture."""
        return len(self.shape) == 2 and self.values.ndim == 2

    @property
    def grid(self) -> Shape | None:
        """Channels, rows and columns of a picture, at one time of one that moves; None of other samples."""
        return _grid(self.shape[1:] if self.values.ndim == 3 else self.shape)

    @property
    def signals(self) -> NDArray[np.float64]:
        """The values of all as (samples, times, channels), with one time where they do not move."""
        everything = self.values[:]
        return everything if everything.ndim == 3 else everything[:, None, :]

    @property
    def signal_shape(self) -> tuple[int, int]:
        """Times, 1 where samples do not move, and channels."""
        return (self.values.shape[1] if self.values.ndim == 3 else 1), self.channels

    def presented(
        self, samples: NDArray[np.int64], presentations: NDArray[np.int64], trained: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The values of training samples (samples,) as those presentations show them, ``trained`` being all of them."""
        values, vary = self.values[samples], self.variation
        if vary is None:
            return values
        if isinstance(vary, TimeVariation) and vary.mix > 0.0:
            others = self.values[vary.partners(samples, presentations, self.labels, trained)]
            values = vary.mixed(values, others, presentations)
        return vary(values, presentations)

    def signal(self, sample: int) -> NDArray[np.float64]:
        """The values of one sample as (times, channels)."""
        return self.values[sample].reshape(self.signal_shape)


class DatasetModel(Model, abstract=True):
    """A source of labelled samples, divided by its own rule into training and test."""

    kind = "datasets"
    sample_shape: ClassVar[tuple[int, ...]] = ()  # of one sample, where it is known before anything is loaded
    moves: ClassVar[bool] = False  # samples are signals: the first axis of their shape is time
    lasting: ClassVar[str] = ""  # the parameter that says how long a sample is, in ms, where samples say so at all
    heard: ClassVar[bool] = False  # samples are sounds
    class_words: ClassVar[tuple[str, ...]] = ()  # names of classes that are words, not names that a file gives
    spikes_in: ClassVar[str | float] = 0.0  # of samples that are spikes: ms of the interval of one, or its parameter

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        """The problems of the data that a person gave; without any, they can be loaded."""
        yield from ()

    @classmethod
    def remarks(cls, values: Mapping[str, Any]) -> Wrong:
        """Remarks on data that can be loaded, such as that there are more than are read."""
        yield from ()

    @classmethod
    def held(cls, values: Mapping[str, Any]) -> float:
        """Bytes that samples hold in memory while they are read in pieces; 0 of such as are read at once."""
        return 0.0

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        """The shape of one sample where that is known before anything is loaded, else empty."""
        return cls.sample_shape

    @classmethod
    def image_grid(cls, values: Mapping[str, Any]) -> Shape | None:
        """Channels, rows and columns of a picture, also a moving one, where that is known before anything is loaded."""
        numbers = cls.parameters()  # a stranger's file may hold a word where one belongs
        given = {n: v for n, v in values.items() if n not in numbers or isinstance(v, int | float)}
        if any(not numbers[n].allows(v) for n, v in given.items() if n in numbers):
            return None
        shape = cls.shape_of(given)
        return _grid(shape[1:] if cls.moves else shape)

    @classmethod
    def lasts(cls, values: Mapping[str, Any]) -> float | None:
        """The length of a sample in ms: shown for another time it is stretched; None where any time is as good."""
        return cls._number(values, cls.lasting) if cls.lasting else None

    @classmethod
    def interval_of(cls, values: Mapping[str, Any]) -> float | None:
        """The interval in ms in which a value of 1 is one spike; None of samples that are no spikes."""
        return cls._number(values, cls.spikes_in) if isinstance(cls.spikes_in, str) else cls.spikes_in or None

    @classmethod
    def _number(cls, values: Mapping[str, Any], name: str) -> float:
        """A parameter's number, its default where something else is given."""
        value = values.get(name)
        return float(value if isinstance(value, int | float) else cls.parameters()[name].default)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Tell whether a file or a folder is by all appearance one that this source reads where it lies."""
        return False

    @classmethod
    def read_with(cls, path: Path) -> Sequence[Path]:
        """The files that are read where this one is chosen, itself the first."""
        return (path,)

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        """The parameters that a file or a folder that this source recognises suggests, the usual too.

        Raises :class:`Unreadable` where it has to be read for that and cannot be.
        """
        return {}

    @classmethod
    def suited(cls, values: Mapping[str, Any]) -> Mapping[str, str]:
        """The choices for series ``values`` that were read from a file, by name: among them what is usual."""
        return {}

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether every sample has a class; without, labels are -1 and there is nothing to train or to test."""
        return True

    @classmethod
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        """Tell what is wanted of the answer, as :meth:`load` will say it: labels, or values or spikes in time."""
        return Payload.LABELS

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        """The samples; raises :class:`Unreadable` where what :meth:`problems` has not seen is wrong with them."""
        raise TypeError(f"{cls.__name__} declares no samples")

    @classmethod
    def state(cls, values: Mapping[str, Any]) -> Hashable:
        """The state of the samples beside the values: of files, when each was changed; raises :class:`Unreadable`."""
        return ()

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> Parts:
        """Indices of the training and of the test samples."""
        raise TypeError(f"{cls.__name__} declares no split")


def _grid(shape: tuple[int, ...]) -> Shape | None:
    """The grid of a picture of this shape."""
    channels, at = (shape[0], shape[1:]) if len(shape) == 3 else (1, shape)
    return (channels, at[0], at[1]) if len(at) == 2 else None

"""What a person does in a lesson, done to its network alone: the same edits, and a run by the engine itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import SetParameter, SetSynapses
from app.document.kept_runs import KeptRun
from app.document.meaning.meaning import meaning
from app.document.networks.lessons import Lesson, elements, lesson_network, lessons
from app.document.trained import edit_of_arrays
from app.learn.runs.training_runs import TEST
from app.lessons.check import Gone, Observed
from app.lessons.checks import check_of
from app.running.contents import known_samples, sizes_of
from app.running.record.ring_buffer import RingBuffer
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.simulation.simulation import Simulation

CHUNK = 50.0  # ms


@dataclass
class Student:
    """A drawing, its run, and the step that is looked at."""

    lesson: Lesson
    state: str = "idle"
    views: Sequence[str] = ()
    frames: RingBuffer = field(default_factory=RingBuffer)

    def __post_init__(self) -> None:
        self.document: Document = lesson_network(self.lesson)
        self.watched: set[str] = set()
        self._simulation: Simulation | None = None

    @property
    def resolution(self) -> float:
        return self.document.settings.resolution

    def watch_weights(self, projection: str, wanted: bool = True) -> None:
        self.watched.add(projection)

    def id(self, title: str) -> str:
        return elements(self.lesson)[title]

    def set(self, title: str, **values: float) -> Student:
        for name, value in values.items():
            SetParameter(self.id(title), name, value).apply(self.document)
        return self

    def link(self, source: str, target: str) -> str:
        ends = (self.id(source), self.id(target))
        return next(k.id for k in self.document.links.values() if (k.source, k.target) == ends and k.synapses)

    def set_link(self, source: str, target: str, **fields: object) -> Student:
        link = self.document.links[self.link(source, target)]
        SetSynapses(link.id, replace(link.synapses, **fields)).apply(self.document)
        return self

    def run(self, duration: float) -> Student:
        """From time 0, as after Reset and Run."""
        description = meaning(self.document).description
        simulation = Simulation(description, seed=self.document.settings.seed)
        self.frames = RingBuffer()
        self.frames.datasets = {
            dataset.id: known_samples(dataset, simulation.samples(dataset.id)) for dataset in description.datasets
        }
        self.frames.adopt(sizes_of(description, self.frames.datasets))
        steps = round(CHUNK / self.resolution)
        for _ in range(round(duration / CHUNK)):
            self.frames.append(simulation.advance(steps))
        for projection in self.watched & set(self.document.links):
            self.frames.store_weights(projection, simulation.weights(projection), simulation.connections(projection))
        self.state = "running"
        return self

    def train(self, method: str, **settings: float | str) -> Student:
        """What the Learn panel keeps of a training: its figures, and the weights in the drawing."""
        description = meaning(self.document).description
        own = {**self.document.training.of(method), **settings}
        result = fit(description, methods()[method], seed=self.document.settings.seed, settings=own, validation=0.1)
        edit_of_arrays(self.document, result.arrays).apply(self.document)
        figures = {TEST: float(result.accuracy)}
        kept = KeptRun(1, method, method, 1, own, TrainingState.DONE, Metric.ACCURACY, 1, 1.0, (), figures, (), ())
        self.document.runs = (*self.document.runs, kept)
        return self

    def begin(self, key: str) -> Student:
        """Come to a step."""
        step = next(step for step in self.lesson.steps if step.key == key)
        self._look = check_of(step.task).begin(self.seen())
        return self

    @property
    def missing(self) -> str:
        """What a sentence says of the task, empty where it is done."""
        try:
            return self._look(self.seen())
        except Gone as gone:
            return str(gone)

    def seen(self) -> Observed:
        return Observed(self.document, self, self.views, elements(self.lesson))

    @property
    def done(self) -> bool:
        """Whether the task is done; while it is not, a sentence says what is missing."""
        return not self.missing


def student(id: str) -> Student:
    return Student(next(lesson for lesson in lessons() if lesson.id == id))

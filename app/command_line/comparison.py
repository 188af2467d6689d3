"""The command that compares methods: a line for each training as it ends, then the means, and a table in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command_line.learning import Settings, assigned, held_words, method_named, settings_of
from app.document.training_settings import TrainingSettings
from app.i18n.comparison_words import budget_words, figure_names, figure_words, summary_lines, write_table
from app.i18n.translation import listed, problem_words, tr
from engine.learning.components.figures import TrainingState
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun

Pairs = Sequence[tuple[str, str]]


class Comparison:
    """One comparison; ``rows`` holds what is known, also after an interruption."""

    def __init__(
        self,
        description: NetworkDescription,
        names: Sequence[str],
        seeds: Sequence[int],
        common: Pairs,
        given: Mapping[str, Pairs],
        validation: float | None,
        kept: TrainingSettings,
    ) -> None:
        """No ``names`` are all methods; ``given`` of a method go before ``common`` of all, these before what is
        ``kept`` with the project. Raises NetworkError."""
        from engine.learning.methods import methods
        from engine.model.division import VALIDATION_SHARE

        self.description, self.seeds = description, tuple(seeds)
        self.methods = dict(map(method_named, names)) if names else methods()
        self.settings: dict[str, Settings] = {}
        self.taken: list[str] = []
        for name, method in self.methods.items():
            self.settings[name], own = settings_of(kept, name, method, [*common, *given.get(name, ())])
            if own:
                words = {"method": tr(method.title), "settings": listed(assigned(method, own))}
                self.taken.append(tr("From the project, {method}: {settings}", **words))
        usual = VALIDATION_SHARE if kept.validation is None else kept.validation
        if validation is None and kept.validation is not None:
            self.taken.append(tr("From the project: {settings}", settings=held_words(kept.validation)))
        self.validation = usual if validation is None else validation
        self.rows: list[ComparedRun] = []

    @property
    def unfair(self) -> str:
        """That the methods that fit are not to be trained for equally many epochs; "" where they are."""
        from engine.learning.components.method import hindrances
        from engine.learning.training.comparing import budget_of, unequal

        complete = {name: method.complete(self.settings[name]) for name, method in self.methods.items()}
        budgets = unequal({name: budget_of(settings) for name, settings in complete.items()})
        hindered = hindrances({name: self.methods[name] for name in budgets}, self.description)
        fitting = (name for name, problem in hindered.items() if problem is None)
        return budget_words({tr(self.methods[name].title): budgets[name] for name in fitting})

    def run(self, tell: Callable[[str], None]) -> None:
        """Train all; tell a line for each training, then the means."""
        from engine.learning.training.comparing import compare, summaries

        if self.unfair:
            tell(self.unfair)

        trainings = compare(
            self.description, self.methods, self.seeds, settings=self.settings, validation=self.validation
        )
        for row in trainings:
            self.rows.append(row)
            tell(line_of(row))
        for line in summary_lines(summaries(self.rows)):
            tell(line)

    @property
    def trained(self) -> int:
        """The number of trainings that came to their end."""
        return sum(row.state is TrainingState.DONE for row in self.rows)

    def figures(self) -> dict[str, Any]:
        """Every training, and the means and deviations of each method over its seeds."""
        from engine.learning.training.comparing import FIGURES, summaries

        trainings = [
            {"method": row.method, "title": tr(row.title), "seed": row.seed, "state": row.state, "merit": row.merit,
             "settings": row.settings, "reason": problem_words(row.problem) if row.problem is not None else "",
             **{name: figure(row) for name, figure in FIGURES.items()}}
            for row in self.rows
        ]  # fmt: skip
        means = [
            {"method": found.method, "title": tr(found.title), "best": found.is_best,
             **{name: {"mean": spread.mean, "sd": spread.deviation} for name, spread in found.spreads.items()}}
            for found in summaries(self.rows) if found.count
        ]  # fmt: skip
        return {"trainings": trainings, "means": means}

    def write(self, out: Path) -> None:
        """Everything that is known, as CSV."""
        with out.open("w", encoding="utf-8", newline="") as stream:
            write_table(stream, self.rows)


def line_of(row: ComparedRun) -> str:
    """One training in one line; of one that could not be made, the reason."""
    from engine.learning.training.comparing import FIGURES

    title = tr(row.title)
    if row.seed is not None:
        title = tr("{method} seed {seed}", method=title, seed=row.seed)
    if row.problem is not None:
        return tr("{method} {state}: {reason}", method=title, state=tr(row.state), reason=problem_words(row.problem))
    figures = [
        f"{tr(row.merit) if name == 'quality' else words.name.lower()} "
        f"{figure_words(name, FIGURES[name](row), row.merit)}"
        for name, words in figure_names().items()
    ]
    return f"{title}: {'  '.join(figures)}"

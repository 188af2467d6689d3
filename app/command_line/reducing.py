"""The command that reduces trained weights: a table of what remains, or one project with the reduced weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line.arguments import Refusal
from app.command_line.report import CommandReport
from app.command_line.results import understood
from app.document.document import Document
from app.document.file.file_format import EXTENSION, save
from app.document.meaning.held_back import HeldBack, held_back_samples
from app.document.trained import edit_of_arrays
from app.i18n.translation import listed, tr
from app.learn import reduction_words as words
from engine.model.division import VALIDATION_SHARE

if TYPE_CHECKING:
    from engine.learning.training.reducing import Reduction, Remains


def reductions(bits: Sequence[str], pruned: Sequence[float], per: str, scale: str, among: str) -> list[Reduction]:
    """Every grid with every share, as the options name them; raises Refusal."""
    from engine.circuit.quantising import FULL, GRIDS, SCALES
    from engine.learning.training.reducing import EACH_LINK, WHOLE_NETWORK, Reduction

    known = {"full": FULL, **{name.removesuffix(" bits"): name for name in GRIDS}}
    wrong = next((name for name in bits if name not in known), None)
    if wrong is not None:
        raise Refusal(tr("There are no weights of {given}; choose of {known}.", given=wrong, known=listed(known)))
    scales = {name.replace(" ", "-"): name for name in SCALES}
    return [
        Reduction(known[name], share, per, scales[scale], EACH_LINK if among == "link" else WHOLE_NETWORK)
        for name, share in product(bits, pruned)
    ]


def reduce(
    document: Document, asked: Sequence[Reduction], split: str, given: int | None, report: CommandReport
) -> list[Remains]:
    """Measure each on the samples of ``split``, by the seed that is ``given`` or the drawing's own; report a table."""
    from engine.learning.training.reducing import TEST, measured_reductions

    seed = document.settings.seed if given is None else given
    held = held_back_samples(document) if given is None else HeldBack(given, VALIDATION_SHARE)
    rows = list(measured_reductions(understood(document), asked, seed=seed, split=split, held=held))
    for line in words.table_lines(rows):
        report.say(line)
    report.say(tr("On the test samples.") if rows[0].split == TEST else _held_back_words(held))
    report.add(rows=[dict(zip(words.HEAD, words.figures(row), strict=True)) for row in rows], seed=seed)
    return rows


def _held_back_words(held: HeldBack) -> str:
    """Of which samples a table is, and when they are none that training has not seen."""
    return tr(
        "On the samples that a training by seed {seed} holds back with --validation {share}; with less it has learnt "
        "from them.",
        seed=held.seed,
        share=f"{held.share:g}",
    )


def one_for(out: Path, asked: Sequence[Reduction]) -> None:
    """Refuse several reductions where one project is to be written."""
    if out.suffix == EXTENSION and len(asked) != 1:
        raise Refusal(tr("A project holds the weights of one reduction; name one of --bits and one of --prune."))


def write_reduction(document: Document, rows: Sequence[Remains], out: Path, temporary: Path) -> None:
    """The table as CSV, or for a project's name the document with the weights that remain."""
    if out.suffix == EXTENSION:
        edit_of_arrays(document, rows[0].arrays).apply(document)
        save(document, temporary)
        return
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        words.write_table(stream, rows)

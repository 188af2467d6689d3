"""Writes whatever follows from the code: ``uv run --group dev python -m tests.write``.

Stubs of models for type checkers, ``docs/api.md``, networks of lessons and examples, what README counts and lists, and
catalogues without texts that nothing says any more. These are printed with their translations, and texts that lack one.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from app.command_line.arguments import format_names, programs
from app.document import examples
from app.document.networks import lessons
from app.i18n.translation import CATALOGUES
from docs import api_page
from docs.collect_texts import lacking, senses, texts
from engine.model.registry import reexport
from engine.model.registry.discovery import models
from engine.plugins import loading

README = Path(__file__).parents[1] / "README.md"
COUNTED = {
    "neurons": "neurons",
    "synapses": "synapses",
    "plasticity": "rules of plasticity",
    "short_term": "models of short-term plasticity",
    "stimuli": "stimuli",
    "encoders": "encoders",
    "decoders": "decoders",
}
"""Words of README for the models that it counts."""


def readme(text: str) -> str:
    """README with today's counts of models and names of formats and simulators."""
    for kind, called in COUNTED.items():
        count = sum(not model.text for model in models(kind).values())
        text = re.sub(rf"\d+(?=\s{called.replace(' ', chr(92) + 's')}\b)", str(count), text, count=1)
    text = re.sub(r"(?<=weights for `--to` ).*?(?=; verified)", ", ".join(format_names()), text)
    return re.sub(r"(?<=for this engine or `--to` ).*?(?= \|)", ", ".join(programs()), text)


def main() -> int:
    loading.keep_out()  # what this machine has besides belongs to no page
    reexport.write_stubs()
    lessons.write()
    examples.write()
    api_page.PAGE.write_text(api_page.page(), encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    found = texts()
    said = found.keys() | senses()
    for path in sorted(CATALOGUES.glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        kept = {text: own for text, own in sorted(known.items()) if text in said}
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        for text in known.keys() - kept.keys():
            print(f"{path.stem} gives up {text!r}: {known[text]!r}")
        for text, place in lacking(path.stem, found).items():
            print(f"{path.stem} lacks {text!r} ({place})")
    return 0


if __name__ == "__main__":
    sys.exit(main())

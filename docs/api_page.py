"""The text of ``docs/api.md``, from the docstrings of what ``engine`` exports: ``python -m tests.write`` writes it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import engine
from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.registry import discovery

PAGE = Path(__file__).with_name("api.md")
TITLE = """# Python

Written by `uv run --group dev python -m tests.write` from the docstrings, whose examples the tests run. Installed, the
package is called `spikeloom`; in a clone, from its folder, `engine`.

"""
ROLE = re.compile(r":\w+:`~?(?:[\w.]+\.)?(\w+)`")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


class Written(str):
    """An annotation as it stands in the code."""

    def __repr__(self) -> str:
        return str(self)


def page() -> str:
    """All of it."""
    parts = [TITLE + prose(inspect.getdoc(engine) or "")]
    things = {name: getattr(engine, name) for name in engine.__all__}
    things["models"] = discovery.models  # the package stands in its place
    rooms = [name for name, thing in things.items() if isinstance(thing, ModuleType)]
    parts += [entry(name, thing) for name, thing in things.items() if name not in rooms]
    parts += [table(kind) for kind in (*discovery.KINDS, discovery.METHODS)]
    return "\n".join(parts).rstrip() + "\n"


def entry(name: str, thing: Any) -> str:
    """A class with its methods, or a function."""
    lines = [f"## {name}\n", f"```python\n{name}{signature(thing)}\n```\n", prose(inspect.getdoc(thing) or "")]
    lines += [member(own, part) for own, part in members(thing)]
    return "\n".join(lines)


def members(thing: Any) -> Iterator[tuple[str, Any]]:
    if inspect.isclass(thing):
        for name, part in vars(thing).items():
            is_own = inspect.isfunction(part) or isinstance(part, property | cached_property)
            if not name.startswith("_") and is_own and inspect.getdoc(part):
                yield name, part


def member(name: str, part: Any) -> str:
    said = signature(part) if inspect.isfunction(part) else ""
    return f"**`{name}{said}`** {prose(inspect.getdoc(part) or '')}"


def signature(thing: Any) -> str:
    """The arguments but ``self``, and what a function gives."""
    try:
        found = inspect.signature(thing)
    except ValueError:
        return ""
    kept = [p.replace(annotation=annotation(p.annotation)) for p in found.parameters.values() if p.name != "self"]
    gives = inspect.Signature.empty if inspect.isclass(thing) else Written(found.return_annotation)
    shown = str(found.replace(parameters=kept, return_annotation=gives))
    return ADDRESS.sub("", shown).replace("'", '"').replace("<factory>", "…")


def annotation(given: Any) -> Any:
    """As it stands in the code; of a type that is bounded, the type alone."""
    if given is inspect.Parameter.empty:
        return given
    plain = get_args(given)[0] if get_origin(given) is Annotated else given
    return Written(plain if isinstance(plain, str) else inspect.formatannotation(plain))


def prose(text: str) -> str:
    """A docstring as Markdown: its examples as blocks of code."""
    lines, is_code = [], False
    for line in ROLE.sub(r"`\1`", text).replace("``", "`").splitlines():
        begins = line.startswith(">>> ")
        if begins and not is_code:
            lines.append("```python")
        elif is_code and not line.strip():
            lines.append("```")
        is_code = begins or (is_code and bool(line.strip()))
        lines.append(line)
    return "\n".join([*lines, "```"] if is_code else lines) + "\n"


def table(kind: str) -> str:
    rows = [f"## {kind}\n", "| key | class | title | values |", "|---|---|---|---|"]
    for key, model in engine.models(kind).items():
        rows.append(f"| `{key.partition('/')[2]}` | `{model.__name__}` | {model.title} | {', '.join(values(model))} |")
    return "\n".join(rows) + "\n"


def values(model: type[Model]) -> Iterator[str]:
    """What may be given by name, with what it is where nothing is; of neurons, currents and states at the start too."""
    if issubclass(model, SynapseModel):
        yield f"weight in {model.weight.unit or 'the unit of the membrane'}" if model.weight.unit != "1" else "weight"
    if issubclass(model, NeuronModel) and (entry := model.input()) is not None:
        yield f"`bias` = 0 {'' if entry.unit == '1' else entry.unit}".rstrip()
    for name, declared in {**model.settable(), **getattr(model, "formulas", {})}.items():
        default, unit = getattr(declared, "default", ""), getattr(declared, "unit", "")
        shown = f"{default:g}" if isinstance(default, int | float) else repr(default) if default else ""
        others = [repr(option) for option in getattr(declared, "options", ()) if option != default]
        said = f"`{name}`" + (f" = {shown} {unit if unit != '1' else ''}".rstrip() if shown else "")
        yield said + (f" (or {', '.join(others)})" if others else "")
    yield from (f"`{name}`: array" for name in model.series())
    if issubclass(model, NeuronModel):
        yield from (f"`{name}` at the start" for name in model.states())

"""The command ``plugins``: what plug-ins there are, which may run, and the trial of one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.command_line.arguments import Refusal
from app.command_line.report import CommandReport
from app.i18n.plugin_words import DIGITS, state_words
from app.i18n.translation import listed, problem_words, tr
from engine import plugins
from engine.plugins import Plugin, PluginUnreadable, Provided, UnknownPlugin
from engine.problems import Problem

ON, OFF = "on", "off"


def manage_plugins(chosen: argparse.Namespace, report: CommandReport) -> None:
    """Do what was asked, then list all. Raises Refusal for names that mean none, and for what is not well."""
    if chosen.check is not None:
        return _check(chosen.check, report)
    try:
        if chosen.folder is not None:
            plugins.set_folder_on(chosen.folder == ON)
        plugins.refuse(*chosen.refuse)
        allowed = plugins.allow(*chosen.allow)
    except UnknownPlugin as unknown:
        known = listed(unknown.names) or tr("none")
        words = tr("There is no one plug-in {name}; there are {known}.", name=unknown.wanted, known=known)
        raise Refusal(words) from unknown
    found = plugins.listed()
    for one in found:
        report.say(_line(one))
        if one.problem is not None:
            report.say(f"    {problem_words(one.problem)}")
    if not plugins.is_folder_on():
        report.say(tr("The folder {folder} is not looked into; --folder on changes that.", folder=plugins.folder()))
    report.add(folder=plugins.folder(), folder_on=plugins.is_folder_on(), plugins=[_figures(one) for one in found])
    wrong = [one.problem for one in allowed if one.problem is not None]
    if wrong:
        report.end()
        raise Refusal(problem_words(wrong[0]))
    return None


def _check(path: Path, report: CommandReport) -> None:
    try:
        trial, sha256 = plugins.checked(path)
    except PluginUnreadable as error:
        raise Refusal(problem_words(error.problem)) from error
    if trial.problem is not None:
        raise Refusal(problem_words(trial.problem))
    report.say(f"{path.name}  {sha256[:DIGITS]}  {_names(trial.provides, trial.imports)}")
    report.add(
        plugins=[{"name": path.stem, "sha256": sha256, "provides": _rows(trial.provides), "imports": trial.imports}]
    )


def _line(one: Plugin) -> str:
    place = f"{one.origin} {one.version}".strip() if one.origin else f"{one.path.name if one.path else one.name}"
    features = _names(one.provides, one.imports)
    return f"{one.name:24} {state_words(one):9} {one.sha256[:DIGITS]:{DIGITS}}  {place}  {features}".rstrip()


def _names(provides: tuple[Provided, ...], imports: tuple[str, ...]) -> str:
    keys = listed(one.key for one in provides)
    return f"{keys}  {tr('imports {modules}', modules=', '.join(imports))}" if imports else keys


def _rows(provides: tuple[Provided, ...]) -> list[dict[str, str]]:
    return [{"kind": one.kind, "key": one.key, "title": one.title} for one in provides]


def _figures(one: Plugin) -> dict[str, Any]:
    return {
        "name": one.name, "origin": one.origin, "version": one.version, "path": one.path, "sha256": one.sha256,
        "status": one.status.value, "changed": one.is_changed, "provides": _rows(one.provides),
        "imports": one.imports, "problem": _words(one.problem),
    }  # fmt: skip


def _words(problem: Problem | None) -> str | None:
    return None if problem is None else problem_words(problem)

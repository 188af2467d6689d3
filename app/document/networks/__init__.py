"""Networks that come with the program or that a person keeps: lessons, modules, templates, and projects as scripts load them.

Examples are files of ``document.examples``.
"""

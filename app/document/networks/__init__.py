"""Networks that come with the program or that a person keeps: lessons, modules, templates, kept models, projects
for scripts.

Examples are files of ``document.examples``.
"""

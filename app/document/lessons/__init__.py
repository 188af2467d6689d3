"""The lessons: one file is one lesson, found by looking into this folder.

A file says in ``LESSON`` where the lesson stands, what its steps say in English and ask for, and draws its network.
``python -m app.document.networks.lessons`` renews the networks in ``resources/lessons``.
"""

"""Commands by which a person changes the document: actions, intentions, undo."""

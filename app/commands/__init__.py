"""What a person can do to the document: actions, intentions, undo."""

"""Pages that explain: a model's card, shortcuts, and what this program is."""

"""The appearance of everything: theme, fonts, icons and the one style sheet."""

"""How everything looks: theme, fonts, icons and the one style sheet."""

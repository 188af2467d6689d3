"""The actions of menus and of the command palette: which there are, when they can act, and lists of them."""

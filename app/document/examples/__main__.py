"""Writes the files of the examples."""

from app.document.examples import write

if __name__ == "__main__":  # what looks at every module imports this one too
    write()

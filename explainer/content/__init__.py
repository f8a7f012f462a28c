"""Data files and the text of pages → one checked `Project`. Knows nothing of HTML."""

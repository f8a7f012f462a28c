"""Markdown and HTML of one page → a checked article. Knows the content, nothing of publishing."""

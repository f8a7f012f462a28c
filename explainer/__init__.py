"""Joins the pages in docs/ with the numbers in data/facts.yml."""

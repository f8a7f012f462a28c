"""On which page each number has its entry: read from the calls of numbers() in docs/, so that both builders agree."""

from __future__ import annotations

from pathlib import Path

from . import sections
from .facts import Book
from .problems import Problem, Problems
from .reading import nearest


def pages(docs: Path | str, book: Book) -> dict[str, str]:
    """For each topic the page that holds its entries, such as numbers-health.md. Raises Problems."""
    found: dict[str, str] = {}
    problems = []
    for path in sections.pages(docs):
        for line, name, topics in sections.calls(sections.text(path)):
            for topic in topics if name == "numbers" else ():
                subject = f'numbers("{topic}")'
                if topic not in book.topics:
                    problems.append(Problem(f"docs/{path.name}", line, subject, "there is no such topic",
                                            nearest(topic, book.topics)))
                elif topic in found:
                    problems.append(Problem(f"docs/{path.name}", line, subject, f"docs/{found[topic]} holds these "
                                            "entries already", "leave one of the two"))
                found.setdefault(topic, path.name)
    used = {fact.topic for fact in book.facts.values()}
    problems += [Problem("data/facts.yml", None, f"topics, {topic}", "no page holds its entries",
                         f'write {{{{ numbers("{topic}") }}}} on one') for topic in book.topics
                 if topic in used and topic not in found]
    if problems:
        raise Problems(problems)
    return found

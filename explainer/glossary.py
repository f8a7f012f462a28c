"""The terms that a general reader may not know, each explained in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field

from . import facts
from .claims import check_text
from .reading import Id, Reading, Strict, Text


class Term(Strict):
    """A term, the other forms it has on the pages, and its meaning."""

    term: Text
    also: list[Text] = Field([], description="Other forms, as they stand on the pages: [NACD]")
    meaning: Text = Field(description="One plain sentence")


class GlossaryFile(Strict):
    """The glossary."""

    terms: dict[Id, Term]


@dataclass(frozen=True)
class Glossary:
    """The terms, and a way to find them in a text."""

    terms: dict[str, Term]

    @cached_property
    def forms(self) -> dict[str, str]:
        """Every form → the id of its term; a form that begins small also with a capital."""
        found = {}
        for id, term in self.terms.items():
            for form in (term.term, *term.also):
                found[form] = id
                if form[0].islower():
                    found[form[0].upper() + form[1:]] = id
        return found

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any form as a whole word, the longest first; by first letters, so that few are tried at each word."""
        rests: dict[str, list[str]] = {}
        for form in sorted(self.forms, key=len, reverse=True):
            rests.setdefault(form[0], []).append(re.escape(form[1:]))
        either = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()) or "(?!)"
        return re.compile(rf"\b(?<!-)(?:{either})(?![\w-])")


def load(path: Path | str, book: facts.Book) -> Glossary:
    """Read and check the glossary against the facts. Raises Problems."""
    reading = Reading(path)
    file = reading.validated(GlossaryFile)
    reading.refuse_references(("meaning",))
    seen: dict[str, str] = {}
    for id, term in (file.terms if file else {}).items():
        check_text(reading, ("terms", id, "meaning"), term.meaning, book)
        if re.search(r"[.!?] \S", term.meaning):
            reading.complain(("terms", id, "meaning"), "it is more than one sentence", "say it in one")
        for form in (term.term, *term.also):
            if seen.setdefault(form.casefold(), id) != id:
                reading.complain(("terms", id), f'"{form}" is also a form of {seen[form.casefold()]}', "remove one")
    reading.stop_if_wrong()
    assert file
    return Glossary(file.terms)

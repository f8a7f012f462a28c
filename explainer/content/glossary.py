"""The terms that a general reader may not know, each explained in one sentence."""

import re
from functools import cached_property

from pydantic import Field

from .fields import Id, Sentence, Strict, Text
from .quantities import capital
from .reading import Reading


class Term(Strict):
    """A term, the other forms it has on the pages, and its meaning."""

    term: Text
    also: list[Text] = Field([], description="Other forms, as they stand on the pages: [NACD]")
    meaning: Sentence = Field(description="One plain sentence")

    @property
    def forms(self) -> list[str]:
        """All that stands for it; what begins small also with a capital."""
        forms = [self.term, *self.also]
        return list(dict.fromkeys([*forms, *map(capital, forms)]))


class Glossary(Strict):
    """The terms, and how to find them in a text."""

    terms: dict[Id, Term] = {}
    synonyms: list[list[Text]] = Field([], description="Words that a search takes for one another")

    @cached_property
    def forms(self) -> dict[str, str]:
        """Every form → the id of its term."""
        return {form: id for id, term in self.terms.items() for form in term.forms}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any form as a whole word, the longest first."""
        longest_first = sorted(self.forms, key=len, reverse=True)
        any_form = "|".join(map(re.escape, longest_first)) or "(?!)"
        return re.compile(rf"\b(?<!-)(?:{any_form})(?![\w-])")


def check(reading: Reading, file: Glossary) -> Glossary:
    """The glossary; complains of a form that stands for two terms."""
    seen: dict[str, str] = {}
    for id, term in file.terms.items():
        for form in (term.term, *term.also):
            if (first := seen.setdefault(form.casefold(), id)) != id:
                reading.complain(("terms", id), f'"{form}" is also a form of {first}', "remove one")
    return file

"""One form for everything an author can get wrong: where, what is wrong, what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

UNWRITTEN = "TO BE WRITTEN"  # begins what a skeleton has in the place of words


@dataclass(frozen=True)
class Problem:
    """One mistake, printed as one line."""

    file: str
    line: int | None
    subject: str  # the id of the fact or source, or the part of a page
    wrong: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        # A value quoted from the file must not break the line, or fill a screen.
        said = (" ".join(text.split()) for text in (self.subject, self.wrong, self.remedy))
        subject, wrong, remedy = (text if len(text) < 220 else f"{text[:200]} …" for text in said)
        return f"{place}: {subject}: {wrong}; {remedy}"


class Problems(Exception):
    """All mistakes that were found, so that an author mends them in one go."""

    def __init__(self, found: Iterable[Problem]):
        once = dict.fromkeys(found)  # the menu is on every page
        self.found = sorted(once, key=lambda problem: (problem.file, problem.line or 0))
        super().__init__("\n".join(map(str, self.found)))


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """The ids most like one that does not exist, as the remedy of a message."""
    found = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(found)}?" if found else "no id is like it"

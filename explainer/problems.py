"""One form for everything an author can get wrong: where, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass


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
        text = f"{place}: {self.subject}: {self.wrong}; {self.remedy}"
        return " ".join(text.split())  # a value quoted from the file must not break the line


class Problems(Exception):
    """All mistakes found in one file, so that an author mends them in one go."""

    def __init__(self, found: list[Problem]):
        self.found = sorted(found, key=lambda p: (p.file, p.line or 0))
        super().__init__("\n".join(map(str, self.found)))

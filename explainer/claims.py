"""Who says what: the article's claims with their checks, and which section retells which paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from . import facts, gate, sections
from .reading import Edtf, Id, Reading, Strict, Text, nearest

_LENGTHS = {"L": 3, "A": 6, "Q": 17, "H": 2, "E": 22}  # paragraphs under each heading of the article
CAPTIONS = {"caption-lead": "Caption of the first photo", "caption-burning": "Caption of the burning",
            "caption-suspects": "Caption of the suspects"}
PARAGRAPHS = (*(f"{part}{n}" for part, count in _LENGTHS.items() for n in range(1, count + 1)), *CAPTIONS)


class Speaker(Strict):
    """A person or document that the article quotes, in the role of that day."""

    name: Text
    who: Text = Field(description="The role at the time, or what kind of document")
    when: Edtf = Field(description="When they spoke or it came out, in EDTF")
    note: Text | None = Field(None, description="What a reader should know, such as: quoted second-hand")


class Claim(Strict):
    """One checkable claim of the article, retold, and what the check found."""

    speaker: Text = Field(description="The id of who says it")
    paragraphs: list[Text] = Field(description="Where the article says it, such as [A5]")
    claim: Text = Field(description="The claim in one sentence; a number as {fact-id}")
    check: facts.Check
    reason: Text = Field(description="What the check rests on, calmly, in one to three sentences")
    sources: list[Text] = Field(description="The ids of the sources of the check; [] when there is none")
    correction: Text | None = Field(None, description="A short heading where the article is wrong or too absolute")


class ClaimsFile(Strict):
    """The article's claims and where its paragraphs are retold."""

    speakers: dict[Id, Speaker]
    claims: dict[Id, Claim]
    coverage: dict[Text, list[Text]] = Field(description="Paragraph of the article → ids of sections")


@dataclass(frozen=True)
class Claims:
    """The claims, checked against the facts and the pages."""

    speakers: dict[str, Speaker]
    claims: dict[str, Claim]
    coverage: dict[str, list[sections.Section]]

    def of(self, speaker: str) -> dict[str, Claim]:
        """What one speaker claims, in the article's order."""
        return {id: claim for id, claim in self.claims.items() if claim.speaker == speaker}

    def facts(self) -> list[str]:
        """The ids of the facts that the claims and their reasons name."""
        texts = (text for claim in self.claims.values() for text in (claim.claim, claim.reason))
        return list(dict.fromkeys(id for text in texts for id in facts.REFERENCE.findall(text)))

    def retold_on(self, page: str) -> dict[sections.Section, list[str]]:
        """For each section of a page, the paragraphs that it retells."""
        found: dict[sections.Section, list[str]] = {}
        for paragraph, where in self.coverage.items():
            for section in where:
                if section.page == page:
                    found.setdefault(section, []).append(paragraph)
        return found


def load(path: Path | str, book: facts.Book, known: dict[str, sections.Section]) -> Claims:
    """Read and check the claims against the facts and the sections that are known. Raises Problems."""
    reading = Reading(path)
    file = reading.validated(ClaimsFile)
    if file:
        _check(reading, file, book, known)
    reading.stop_if_wrong()
    assert file
    coverage = {code: [known[id] for id in file.coverage[code]] for code in PARAGRAPHS}
    return Claims(file.speakers, file.claims, coverage)


def _check(reading: Reading, file: ClaimsFile, book: facts.Book, known: dict[str, sections.Section]) -> None:
    reading.refuse_references(("claim", "reason", "correction", "who", "note"))
    for id, claim in file.claims.items():
        at = ("claims", id)
        if claim.speaker not in reading.section("speakers"):
            reading.complain((*at, "speaker"), f'there is no speaker "{claim.speaker}"',
                             nearest(claim.speaker, file.speakers))
        for code in claim.paragraphs:
            if code not in PARAGRAPHS:
                reading.complain((*at, "paragraphs"), f'the article has no paragraph "{code}"', "use codes such as A5")
        for source in claim.sources:
            if source not in book.sources:
                reading.complain((*at, "sources"), f'there is no source "{source}"', nearest(source, book.sources))
        for field in ("claim", "reason", "correction"):
            check_text(reading, (*at, field), getattr(claim, field), book)
    for id, speaker in file.speakers.items():
        for field in ("who", "note"):
            check_text(reading, ("speakers", id, field), getattr(speaker, field), book)
        if not any(claim.speaker == id for claim in file.claims.values()):
            reading.complain(("speakers", id), "nothing is claimed by this speaker", "remove it, or add a claim")
    for code in PARAGRAPHS:
        if not file.coverage.get(code):
            reading.complain(("coverage", code), "no section retells this paragraph", "name the sections that do")
    for code, ids in file.coverage.items():
        if code not in PARAGRAPHS:
            reading.complain(("coverage", code), "the article has no such paragraph", "remove it")
        for id in ids:
            if id not in known:
                reading.complain(("coverage", code), f'there is no section "{id}"', nearest(id, known))


def check_text(reading: Reading, at: tuple[str, ...], text: str | None, book: facts.Book) -> None:
    """Complain about a typed quantity, or a {fact} that does not exist, in a text of a data file."""
    for id in facts.REFERENCE.findall(text or ""):
        if id not in book.facts:
            reading.complain(at, f"it names {{{id}}}, which does not exist", nearest(id, book.facts))
    plain = facts.REFERENCE.sub(lambda match: "·", text or "")
    for finding in gate.quantities(plain, book):
        reading.complain(at, f"{finding.subject}: {finding.wrong}", "write the number as {its-id}")

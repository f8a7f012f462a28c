"""Who says what: the article's claims with their checks, and where its paragraphs are retold."""

from typing import Annotated, Any

from pydantic import Field, ValidationError

from .facts import Check
from .fields import (
    Edtf,
    Id,
    ParagraphCode,
    Prose,
    Reason,
    SectionId,
    SourceId,
    SpeakerId,
    Strict,
    Text,
)
from .reading import Reading


class Article(Strict):
    """How the article is divided."""

    parts: dict[Text, Annotated[int, Field(ge=1, le=999)]] = Field(
        {}, description="The letter of each part and how many paragraphs it has, such as {P: 4}"
    )
    captions: dict[Id, Text] = Field({}, description="Its captions, by id: what each is called")

    @property
    def paragraphs(self) -> dict[str, str]:
        """The code of every paragraph and caption, in order: what a reader is shown for it."""
        codes = [f"{part}{n}" for part, count in self.parts.items() for n in range(1, count + 1)]
        return dict(zip(codes, codes, strict=True)) | self.captions


class Speaker(Strict):
    """A person or document that the article quotes, in the role of that day."""

    name: Text
    who: Prose = Field(description="The role at the time, or what kind of document")
    when: Edtf = Field(description="When they spoke or it came out, in EDTF")
    note: Prose | None = Field(None, description="What to know of it, such as: quoted second-hand")


class Claim(Strict):
    """One checkable claim of the article, retold, and what the check found."""

    speaker: SpeakerId = Field(description="The id of who says it")
    paragraphs: list[ParagraphCode] = Field(min_length=1, description="Where it stands, as [P1]")
    claim: Prose = Field(description="The claim in one sentence; a number as {fact-id}")
    check: Check
    reason: Reason = Field(description="What the check rests on, calmly, in one to three sentences")
    sources: list[SourceId] = Field(description="Ids of the sources of the check, if only []")
    correction: Prose | None = Field(None, description="A short heading where the article is wrong")
    alleged: bool = Field(
        False,
        description="An accusation: its mark says that the event could not be checked, whatever "
        "the check of its being said",
    )

    @property
    def verdict(self) -> Check:
        """What its mark says: it weighs the event, not that somebody said it."""
        said = self.alleged and self.check in ("confirmed", "nuance")
        return "unchecked" if said else self.check


class ClaimsFile(Strict):
    """The article's claims and where its paragraphs are retold."""

    article: Article = Article()
    speakers: dict[Id, Speaker] = {}
    claims: dict[Id, Claim] = {}
    coverage: dict[ParagraphCode, list[SectionId]] = Field(
        {}, description="Paragraph of the article: ids of the sections that retell it"
    )


def paragraphs(raw: Any) -> dict[str, str] | None:
    """The paragraphs that a file, not yet checked, gives the article; None if it is too broken."""
    try:
        return Article.model_validate(raw["article"]).paragraphs
    except (ValidationError, TypeError, KeyError):
        return None


def check(reading: Reading, file: ClaimsFile) -> ClaimsFile:
    """The claims; complains of speakers that claim nothing and paragraphs that nothing retells."""
    claiming = {claim.speaker for claim in file.claims.values()}
    for id in (id for id in file.speakers if id not in claiming):
        what = "nothing is claimed by this speaker"
        reading.complain(("speakers", id), what, "remove it, or add a claim")
    for code in file.article.paragraphs:
        if not file.coverage.get(code):
            what = "no section retells this paragraph"
            reading.complain(("coverage", code), what, "name the sections that do")
    return file

"""facts.bib: every source as an entry of BibTeX. See theme/downloads/facts.bib."""

from explainer.content.quantities import capital

from .build import Build

# A brace counts for BibTeX even behind a backslash, so braces have names here.
_NAMES = "backslash braceleft braceright asciitilde asciicircum".split()
_TEX = {ord(sign): f"\\{sign}" for sign in "&%$#_"}
_TEX |= {ord(sign): rf"\text{name}{{}}" for sign, name in zip("\\{}~^", _NAMES, strict=True)}
# An address is not typeset, but must not unbalance the braces.
_VERBATIM = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def write(build: Build) -> None:
    """Write facts.bib at the root of the site."""
    # Among the braces of BibTeX, a template's own would not be seen.
    signs = {"variable_start_string": "<<", "variable_end_string": ">>"}
    templates = build.fragments.templates.overlay(**signs, autoescape=False)
    template = templates.get_template("downloads/facts.bib")
    text = template.render(tex=_TEX, verbatim=_VERBATIM, capital=capital)
    build.write("facts.bib", f"{text.strip()}\n")

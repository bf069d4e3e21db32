"""The documents' pages: their fenced examples, with what is said to the tests about each, and their links."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "docs/README.md",
    "docs/tutorial.md",
    "docs/recipes.md",
    "docs/data.md",
    "docs/evaluation.md",
    "docs/reading.md",
    "docs/runs.md",
    "docs/results.md",
    "docs/performance.md",
    "docs/serving.md",
    "docs/engine.md",
)
TRANSLATED = tuple((page, page.replace(".md", ".zh.md")) for page in PAGES)
EXAMPLES = "examples/README.md"
TESTED_ELSEWHERE = ("docs/glass.md", "docs/glass.zh.md")
GENERATED = "docs/cli.md"
ALL = (
    *PAGES,
    *(zh for _, zh in TRANSLATED),
    *TESTED_ELSEWHERE,
    GENERATED,
    EXAMPLES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE-MNIST.md",
)

_DIRECTIVE = re.compile(r"<!--\s*test:\s*(\w+)\s*:?\s*(.*?)\s*-->\s*\Z", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Example:
    """One fenced block.

    Args:
        page: the page's path from the repository's root.
        line: where its fence begins, from 1.
        language: the word after the fence.
        code: its text.
        directive: what the comment before it says: "", "skip", "file", "exit" or "exact".
        argument: what follows that word.
    """

    page: str
    line: int
    language: str
    code: str
    directive: str
    argument: str

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it."""
        return f"{self.page}:{self.line}"


def examples(page: str) -> list[Example]:
    """Return every fenced block of a page; a comment `<!-- test: ... -->` right before it belongs to it."""
    found = []
    before: Token | None = None
    for token in MarkdownIt().parse((ROOT / page).read_text(encoding="utf-8")):
        if token.type == "fence":
            match = _DIRECTIVE.search("" if before is None else before.content)
            directive, argument = match.groups() if match else ("", "")
            assert token.map is not None
            found.append(Example(page, token.map[0] + 1, token.info.strip(), token.content, directive, argument))
        before = token if token.type == "html_block" else None
    return found


def links(page: str) -> list[str]:
    """Return the targets of a page's links and pictures."""
    targets = []
    for token in MarkdownIt().enable("table").parse((ROOT / page).read_text(encoding="utf-8")):
        if token.type == "html_block":
            targets += re.findall(r'(?:src|href)="([^"]+)"', token.content)
        for child in token.children or ():
            if child.type == "html_inline":
                targets += re.findall(r'(?:src|href)="([^"]+)"', child.content)
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                targets.append(unquote(str(target)))
    return targets


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    tokens = MarkdownIt().parse((ROOT / page).read_text(encoding="utf-8"))
    return {
        _slug(tokens[index + 1].content.replace("`", ""))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    }


def _slug(heading: str) -> str:
    kept = (
        character for character in heading.lower() if character in "-_ " or unicodedata.category(character)[0] in "LNM"
    )
    return "".join(kept).replace(" ", "-")

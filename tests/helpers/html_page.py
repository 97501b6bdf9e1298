# SPDX-License-Identifier: MIT
"""A page taken apart, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "HtmlPage", "parsed"]

# Elements of HTML that have no end tag.
_VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})
_ADDRESSES = ("src", "href", "data", "action", "srcset", "poster", "formaction")


@dataclass(frozen=True)
class Element:
    """A start tag."""

    tag: str
    attributes: dict[str, str]


@dataclass
class HtmlPage(HTMLParser):
    """What a page holds.

    Attributes
    ----------
    elements : list of Element
        Start tags in their order.
    text : str
        All text.
    mistakes : list of str
        End tags that do not fit.
    """

    elements: list[Element] = field(default_factory=list)
    text: str = ""
    mistakes: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def close(self) -> None:
        super().close()
        self.mistakes += self._open

    def all(self, tag: str) -> list[Element]:
        """Return the start tags of one kind."""
        return [element for element in self.elements if element.tag == tag]

    @property
    def ids(self) -> list[str]:
        """Names that addresses can lead to."""
        return [x.attributes["id"] for x in self.elements if "id" in x.attributes]

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Whatever leads, or loads, somewhere: the tag and the address."""
        return [
            (element.tag, element.attributes[name])
            for element in self.elements
            for name in _ADDRESSES
            if name in element.attributes
        ]


def parsed(content: bytes) -> HtmlPage:
    """Take a page apart."""
    page = HtmlPage()
    page.feed(content.decode("utf-8"))
    page.close()
    return page

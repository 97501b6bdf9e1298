# SPDX-License-Identifier: MIT
"""Templates to pages; every value is escaped, and made readable first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup

from lri_bench.site.text import fixed, interval, readable

__all__ = ["Page", "rendered"]

_KEPT: Final = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_GAP: Final = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Page:
    """A page before it is rendered.

    Attributes
    ----------
    path : str
        Below the root of the site.
    template : str
        Its name.
    title : str
        Of the window.
    content : dict
        What the template asks for.
    """

    path: str
    template: str
    title: str
    content: dict[str, Any]

    @property
    def root(self) -> str:
        """Way from the page to the root of the site: empty, or ``../``."""
        return "../" * self.path.count("/")


def rendered(page: Page, shell: dict[str, Any]) -> bytes:
    """Return a page as the bytes of its file.

    Parameters
    ----------
    page : Page
    shell : dict
        What all pages share.
    """
    template = _environment().get_template(page.template)
    text = template.render(page=page, root=page.root, **shell, **page.content)
    parts = _KEPT.split(text)
    parts[::2] = [_tidied(part) for part in parts[::2]]
    return ("".join(parts).strip() + "\n").encode()


def _tidied(text: str) -> str:
    """Leave out indentation and empty lines, which templates have for their readers."""
    return _GAP.sub("\n", text)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("lri_bench.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"fixed": fixed, "interval": interval}
    return environment


def _final(value: Any) -> Any:
    """Make texts readable; what is HTML already stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return readable(value)
    return value

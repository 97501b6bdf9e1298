# SPDX-License-Identifier: MIT
"""Text of strangers for LaTeX: it is shown as it is, and it compiles."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["latex_text"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "|": r"\textbar{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    '"': "''",
    "`": r"\textasciigrave{}",
    "–": "--",  # noqa: RUF001 - a range
    "—": "---",
    "[": "{[}",  # else an option, where a line of a table begins with it
    "*": "{*}",
    "\u2060": "{}",  # a word joiner: nothing, that keeps its neighbours apart
}

_GREEK = {
    "α": "alpha",  # noqa: RUF001
    "β": "beta",
    "γ": "gamma",  # noqa: RUF001
    "δ": "delta",
    "ε": "varepsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",  # noqa: RUF001
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",  # noqa: RUF001
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",  # noqa: RUF001
    "σ": "sigma",  # noqa: RUF001
    "τ": "tau",
    "υ": "upsilon",  # noqa: RUF001
    "φ": "varphi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}

_SIGNS = {
    "−": "-",  # noqa: RUF001 - a minus
    "→": r"\rightarrow",
    "≤": r"\leq",
    "≥": r"\geq",
    "≈": r"\approx",
    "∇": r"\nabla",
    "∂": r"\partial",
    "∞": r"\infty",
}

_LITERAL = frozenset("ßæøåœÆØŒłŁ‘’“”…×±·°µ²³†‡")  # noqa: RUF001 - as they are
_ACCENTS = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
)
_LAST_ACCENTED = "ž"
"""Of Latin Extended-A: LaTeX itself, without packages, knows these letters."""


def latex_text(text: str) -> str:
    r"""Return `text` for LaTeX, on one line.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    source : str
        Compiles with any engine, in UTF-8 and without packages. A letter that LaTeX
        knows nothing of becomes its code point, such as ``U+4E2D``.

    Examples
    --------
    >>> print(latex_text("τ_3 & 50%"))
    \ensuremath{\tau}\_3 \& 50\%
    """
    # Of hyphens in a row TeX would make a dash.
    apart = re.sub("-(?=-)", "-\u2060", " ".join(text.split()))
    return "".join(map(_character, apart))


def _character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character in _GREEK:
        return rf"\ensuremath{{\{_GREEK[character]}}}"
    if character in _SIGNS:
        return rf"\ensuremath{{{_SIGNS[character]}}}"
    if _is_known(character):
        return character
    return f"U+{ord(character):04X}"


def _is_known(character: str) -> bool:
    if character.isascii():
        return character.isprintable()
    if character in _LITERAL:
        return True
    letter, *accents = list(unicodedata.normalize("NFD", character))
    return (
        character <= _LAST_ACCENTED
        and letter.isascii()
        and len(accents) == 1
        and accents[0] in _ACCENTS
    )

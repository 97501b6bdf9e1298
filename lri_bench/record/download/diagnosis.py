# SPDX-License-Identifier: MIT
"""What a fault of the network means, and what helps: for our errors and others'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lri_bench.errors import DownloadError, Problem
from lri_bench.record.download.attempts import TryAgainError

__all__ = ["AbsentError", "fault", "without_password"]

MIRROR = "lri-bench download --mirror FOLDER, with the files brought there by hand"


class AbsentError(DownloadError):
    """The server says that there is no such thing."""


@dataclass(frozen=True, slots=True)
class _Hint:
    """What words in a message mean.

    Attributes
    ----------
    pattern : str
        Regular expression that finds them.
    cause, run : str
        As in `Problem`.
    again : bool
        Whether another attempt may help.
    error : type of DownloadError
        What to raise.
    """

    pattern: str
    cause: str
    run: str
    again: bool = True
    error: type[DownloadError] = DownloadError


# The first that fits counts: a proxy's refusal also speaks of a connection.
_HINTS = (
    _Hint(
        r"certificate",
        "the certificate's authority is not trusted here, as behind many proxies",
        "export SSL_CERT_FILE=/path/to/the/authorities.pem",
        again=False,
    ),
    _Hint(
        r"(?i)proxy|tunnel",
        "the proxy refuses, or cannot be reached",
        "check HTTPS_PROXY and NO_PROXY",
    ),
    _Hint(
        r"(?:^|')429 ",
        "the server was asked too often",
        "the same command again in some minutes",
    ),
    _Hint(
        r"(?:^|')5\d\d ",
        "the server has a fault or too much to do",
        f"the same command again later; or {MIRROR}",
    ),
    _Hint(
        r"(?:^|')40[13] ",
        "the server lets only some people in",
        MIRROR,
        again=False,
    ),
    _Hint(
        r"(?:^|')4(?:04|10) ",
        "there is no such record or file (any more)",
        "look at https://doi.org/10.5281/zenodo.7265547 in a browser",
        again=False,
        error=AbsentError,
    ),
    _Hint(r"(?:^|')[1-4]\d\d ", "the server does not want that", MIRROR, again=False),
    _Hint(
        r"(?i)timed? ?out",
        "the network or the server is slow",
        "the same command with --timeout 300",
    ),
    _Hint(
        r"(?i)md5|bytes",
        "cut off or changed on the way, or the server has another file",
        "the same command again",
    ),
    _Hint(
        r"(?i)incomplete|peer|reset|eof|aborted|closed|disconnected|protocol",
        "the connection broke",
        "the same command again",
    ),
    _Hint(
        r"",
        "no network here, or the server cannot be reached from here",
        f"check the network; or {MIRROR}",
    ),
)


def fault(where: str, expected: str, got: str, said: str = "") -> TryAgainError:
    """Return what to raise for a fault of the network.

    Parameters
    ----------
    where : str
        Address, or what was to be fetched.
    expected : str
        What should have come.
    got : str
        What happened, short.
    said : str
        The whole of what was said, where that tells more.

    Returns
    -------
    error : TryAgainError
        To be raised.

    Raises
    ------
    DownloadError
        Where another attempt would end the same.
    """
    text = without_password(f"{got}\n{said}")
    hint = next(hint for hint in _HINTS if re.search(hint.pattern, text))
    problem = Problem(
        where=without_password(where),
        expected=expected,
        got=without_password(got),
        cause=hint.cause,
        run=hint.run,
    )
    error = hint.error(problem)
    if not hint.again:
        raise error
    return TryAgainError(error)


def without_password(text: str) -> str:
    """Take user and password out of addresses."""
    return re.sub(r"//[^/@\s]+@", "//", text)

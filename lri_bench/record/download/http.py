# SPDX-License-Identifier: MIT
"""Answers of servers, with their faults told apart."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
import urllib3

from lri_bench import __version__
from lri_bench.errors import DataError, Problem
from lri_bench.record.download.attempts import LONGEST_WAIT, Pace, TryAgainError
from lri_bench.record.download.diagnosis import fault, without_password

__all__ = ["Answer", "get", "read_all"]

_BLOCK = 1 << 16
_BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    UnicodeError,
    urllib3.exceptions.LocationValueError,
)


class Answer:
    """What a server sends, block by block as it comes in.

    Parameters
    ----------
    url : str
    response : requests.Response
        Of which only the head was read.
    timeout : float
        Seconds to wait for the next bytes.
    """

    def __init__(self, url: str, response: requests.Response, timeout: float) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._url = url
        self._raw = response.raw
        self._timeout = timeout

    def blocks(self) -> Iterator[bytes]:
        """Yield the body.

        Raises
        ------
        TryAgainError
            If the connection breaks, or hardly anything comes.
        """
        size, pace = 0, Pace(self._timeout)
        # read1 returns what is there; read waits for a whole block, and with a
        # server that trickles, for ever.
        while block := self._raw.read1(_BLOCK, decode_content=True):
            size += len(block)
            yield block
            if pace.stalled(size):
                got = f"it timed out: hardly anything in {self._timeout:g} s"
                raise fault(self._url, "the rest of the answer", got)


@contextmanager
def get(
    url: str, timeout: float, headers: Mapping[str, str] | None = None
) -> Iterator[Answer]:
    """Ask a server; what goes wrong meanwhile is told as ours.

    Parameters
    ----------
    url : str
    timeout : float
        Seconds to wait for an answer, and for the next bytes of it.
    headers : mapping of str to str, optional
        To send along.

    Yields
    ------
    answer : Answer
        With status 200, 206 or 416.

    Raises
    ------
    TryAgainError
        Where another attempt may help.
    DownloadError
        Where it will not.
    DataError
        If the address, or the file of trusted certificates, is none.
    """
    sent = {"User-Agent": f"lri-bench/{__version__}", "Accept-Encoding": "identity"}
    try:
        with requests.get(
            url,
            headers=sent | dict(headers or {}),
            timeout=timeout,
            stream=True,
            verify=_authorities(),
        ) as response:
            if response.status_code not in {200, 206, 416}:
                raise _refused(url, response)
            yield Answer(url, response, timeout)
    except _BAD_ADDRESS as error:
        raise DataError(_no_address(url, error)) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        said = f"{type(error).__name__}: {error}"
        raise fault(url, "an answer of the server", _innermost(error), said) from error


def read_all(url: str, timeout: float, limit: int) -> bytes:
    """Return the body of an answer with status 200.

    Parameters
    ----------
    url : str
    timeout : float
    limit : int
        Most bytes to take.

    Raises
    ------
    TryAgainError
        Where another attempt may help.
    DownloadError, DataError
        Where it will not.
    """
    body = bytearray()
    with get(url, timeout) as answer:
        for block in answer.blocks():
            body += block
            if len(body) > limit:
                break
    return bytes(body)


def _authorities() -> bool | str:
    """Return whom to trust: as OpenSSL and zenodo-get, not as requests has it."""
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        named = os.environ.get(variable)
        if not named:
            continue
        if not Path(named).exists():
            raise DataError(
                Problem(
                    where=f"the environment variable {variable}",
                    expected="trusted certificates",
                    got=f"{named}, which does not exist",
                    run=f"unset {variable}",
                )
            )
        return named
    return True


def _refused(url: str, response: requests.Response) -> TryAgainError:
    wait = _retry_after(response.headers.get("Retry-After", ""))
    got = f"{response.status_code} {response.reason}"
    if wait is not None and wait > LONGEST_WAIT:
        got += f", to be asked again in {wait:,.0f} s"
    error = fault(url, "an answer of the server", got)
    error.wait = wait
    return error


def _retry_after(text: str) -> float | None:
    """Return the seconds that a header says, as a number or as a date."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _innermost(error: BaseException) -> str:
    """Return what was wrong in the first place, without the wrappings of it."""
    while True:
        inner = [getattr(error, "reason", None), *reversed(error.args)]
        wrapped = next((one for one in inner if isinstance(one, BaseException)), None)
        if wrapped is None:
            text = re.sub(r"^HTTPS?Connection(?:Pool)?\(.*?\): ", "", str(error))
            return text or type(error).__name__
        error = wrapped


def _no_address(url: str, error: Exception) -> Problem:
    return Problem(
        where=without_password(url),
        expected="the address of a mirror, such as https://host/folder",
        got=without_password(str(error)),
        run="lri-bench download --mirror URL",
    )

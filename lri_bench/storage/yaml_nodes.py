# SPDX-License-Identifier: MIT
"""YAML text to nodes, which know their lines; what strangers may not use is refused.

Nothing is built from a file before it has been looked through: aliases can make a
few bytes stand for gigabytes, tags can name classes, and deep nesting would run a
recursive reader out of stack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from lri_bench.errors import Problem

__all__ = ["content_of", "line_of", "node_of"]

# The C loader takes a tenth of the time; it is as safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MAX_DEPTH = 16
_MERGE = "tag:yaml.org,2002:merge"
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def node_of(
    where: str, text: str, *, plain: bool
) -> tuple[yaml.Node | None, list[Problem]]:
    """Return the root of a YAML text, or why it is not read.

    Parameters
    ----------
    where : str
        The file, for messages.
    text : str
        What stands in it.
    plain : bool
        Whether anchors, aliases, tags and deep nesting are refused.

    Returns
    -------
    node : yaml.Node or None
        None if the text is empty, or there are problems.
    problems : list of Problem
        Each with line and column.
    """
    try:
        problems = list(_event_problems(where, text)) if plain else []
        if problems:
            return None, problems
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as fault:
        return None, [_broken(where, text, fault)]
    found = list(_key_problems(where, node)) if node else []
    return (None, found) if found else (node, [])


def content_of(where: str, node: yaml.Node | None) -> tuple[Any, list[Problem]]:
    """Return lists, mappings and scalars of a node, or why they cannot be made.

    Parameters
    ----------
    where : str
        The file, for messages.
    node : yaml.Node or None
        From `node_of`.
    """
    if node is None:
        return None, []
    try:
        return SafeConstructor().construct_document(node), []
    except yaml.MarkedYAMLError as fault:
        return None, [_broken(where, "", fault)]
    except (ValueError, OverflowError) as fault:
        # Such as the 45th of May, or a number of five thousand digits.
        got = str(fault)[:120]
        return None, [Problem(where, "values that exist", got, _QUOTE)]


def line_of(node: yaml.Node | None, path: Sequence[int | str]) -> int | None:
    """Return the line, from 1, where a value stands, or what should hold it.

    Parameters
    ----------
    node : yaml.Node or None
        The root.
    path : sequence of int or str
        Keys and places that lead to the value, as pydantic tells them.
    """
    if node is None:
        return None
    line = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        else:
            break
    return int(line) + 1


_QUOTE = "YAML takes some text for dates and numbers; quotes make it text"


def _event_problems(where: str, text: str) -> Iterator[Problem]:
    """Look through a text without building anything; stops at what is too deep."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        documents += isinstance(event, yaml.DocumentStartEvent)
        place = f"{where}, {_place(event.start_mark)}"
        if depth > _MAX_DEPTH or documents > 1:
            expected = f"one document, nested at most {_MAX_DEPTH} deep"
            got = "deeper nesting" if depth > _MAX_DEPTH else "a second document"
            yield Problem(place, expected, got)
            return
        if isinstance(event, yaml.NodeEvent):
            yield from _trick(place, event)


def _trick(place: str, event: yaml.NodeEvent) -> Iterator[Problem]:
    expected = "plain text, numbers, lists and mappings"
    tag = getattr(event, "tag", None)
    if event.anchor is not None:
        got = f"an anchor or alias, {ascii(event.anchor)[:60]}"
        cause = "text that starts with & or *, which needs quotes; or a repetition"
        yield Problem(place, expected, got, cause, "write it out")
    if tag is not None:
        cause = "text that starts with !, which needs quotes; no tag is ever followed"
        yield Problem(place, expected, f"the tag {ascii(tag)[:60]}", cause)


def _key_problems(where: str, node: yaml.Node) -> Iterator[Problem]:
    """Find keys that stand twice: yaml would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _key_problems(where, item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[Any, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = key.value if isinstance(key, yaml.ScalarNode) else None
        place = f"{where}, {_place(key.start_mark)}"
        if name is None or key.tag == _MERGE:
            yield Problem(place, "text as key", "a list, a mapping or a merge key")
        elif name in seen:
            got = f"{ascii(name)[:60]} again, after line {seen[name]}"
            yield Problem(place, "each key once", got, "one of the two is wrong")
        else:
            seen[name] = line
        yield from _key_problems(where, value)


def _broken(where: str, text: str, fault: yaml.YAMLError) -> Problem:
    expected = "a readable YAML file"
    if isinstance(fault, yaml.reader.ReaderError):
        # It counts characters, not lines.
        line = text.count("\n", 0, fault.position) + 1
        got = f"a character that YAML does not allow ({fault.reason})"
        return Problem(f"{where}, near line {line}", expected, got)
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    parts = (getattr(fault, "context", None), getattr(fault, "problem", None))
    got = ", ".join(part for part in parts if part) or str(fault)
    place = f"{where}, {_place(mark)}" if mark else where
    cause = "a tab, colon, quote or bracket that does not belong, or spaces out of step"
    return Problem(place, expected, got[:200], cause)


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"

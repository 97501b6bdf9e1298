# SPDX-License-Identifier: MIT
"""How strongly a ligand binds, from the text that PDBbind's index has for it.

PDBbind (doi 10.1021/acs.accounts.6b00491) writes a constant as kind, relation,
number and unit: ``Kd=10nM``, ``Ki~0.5uM``, ``IC50>100uM``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Affinity", "parse_affinity"]

_TEXT = re.compile(
    r"""\s* (?P<kind> Kd | Ki | Ka | IC50 | EC50)
    \s* (?P<relation> <= | >= | [≤≥] | ~=? | [=<>])
    \s* (?P<number> (?: \d+ (?: \.\d*)? | \.\d+) (?: e [+-]?\d{1,2})?)
    \s* (?P<inverse_of> 1?/)?
    \s* (?P<prefix> (?-i: [fpnuµμm]))? (?-i: M)
    (?P<to_minus_one> \^?-1)? \s*""",
    re.VERBOSE | re.IGNORECASE,
)

_POWER_OF_TEN = {
    "f": -15,
    "p": -12,
    "n": -9,
    "u": -6,
    "µ": -6,
    "μ": -6,
    "m": -3,
    "": 0,
}
_KINDS = {"kd": "Kd", "ki": "Ki", "ka": "Ka", "ic50": "IC50", "ec50": "EC50"}
_RELATIONS = {"≤": "<=", "≥": ">=", "~=": "~"}
_CONSTANTS = ("Kd", "Ki", "Ka")


@dataclass(frozen=True, slots=True)
class Affinity:
    """A measured affinity.

    Attributes
    ----------
    kind : str
        ``Kd`` (dissociation), ``Ki`` (inhibition), ``Ka`` (association),
        ``IC50`` or ``EC50`` (half of the largest effect).
    relation : str
        ``=``, ``~``, ``<``, ``>``, ``<=`` or ``>=``, as it was written.
    molar : float, mol/l
        The number; of an association constant its inverse.
    """

    kind: str
    relation: str
    molar: float

    @property
    def unused_because(self) -> str:
        """Why the data set leaves it out; empty if it does not.

        Half-maximal concentrations depend on the assay, and a bound is no
        value. Approximate constants are used.
        """
        if self.kind not in _CONSTANTS:
            return self.kind
        return "" if self.relation in "=~" else self.relation[0]


def parse_affinity(text: str) -> Affinity | None:
    """Read an affinity.

    Parameters
    ----------
    text : str
        Such as ``Kd=10nM``; spaces between the parts do no harm, and the number
        may have an exponent. Units run from fM to M; an association constant is
        per molar: ``M^-1`` or ``1/M``.

    Returns
    -------
    affinity : Affinity or None
        None if the text is none, or the number is not above zero.

    Examples
    --------
    >>> parse_affinity("Ki~40pM")
    Affinity(kind='Ki', relation='~', molar=4e-11)
    >>> parse_affinity("Ka = 2e6 M^-1")
    Affinity(kind='Ka', relation='=', molar=5e-07)
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    kind = _KINDS[found["kind"].lower()]
    prefix = found["prefix"] or ""
    inverse = (found["inverse_of"] is not None) + (found["to_minus_one"] is not None)
    if inverse != (kind == "Ka") or (inverse and prefix):
        return None
    # Decimal, so that 0.01uM and 10nM are the same number, also at a threshold.
    exact = Decimal(found["number"]).scaleb(_POWER_OF_TEN[prefix])
    if not exact:
        return None
    relation = found["relation"]
    molar = float(1 / exact if inverse else exact)
    return Affinity(kind, _RELATIONS.get(relation, relation), molar)

# SPDX-License-Identifier: MIT
"""SynMol: molecules to clouds of atoms, with the atoms that make the label."""

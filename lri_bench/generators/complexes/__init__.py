# SPDX-License-Identifier: MIT
"""PLBind designed: protein-like chains around small molecules, with a known rule.

What is real about them: bond lengths, angles and Ramachandran regions of the
backbone, 300 to 400 residues of one chain with the size and the composition of
natural proteins, hydrophobic inside and polar outside, side chains of all heavy
atoms, and a drug-like molecule in a pocket that is open to one side.

What is not: strands do not pair into sheets, loops are more than in nature, the
packing is so loose that residues have about half more accessible surface, side chains
do not see each other and some overlap, few residues touch the ligand, and no energy
has docked it. There are no families of proteins, no water and no second chain. The
pocket is richer in PHE, TYR, TRP and MET where the ligand binds strongly, since the
rule says so. Nothing is copied from a measured structure.

The class follows `lri_bench.generators.complexes.rule` without noise. A perfect
explainer finds the residues that line the pocket, which the rule looks at
(``rule_label``); the label of the data set marks, as in PDBbind, all residues within
15 angstrom of the ligand, several times as many. The others of these carry nothing.
"""

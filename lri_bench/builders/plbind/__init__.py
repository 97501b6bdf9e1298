# SPDX-License-Identifier: MIT
"""PLBind: residues that bind a ligand, from PDBbind's index and structures."""

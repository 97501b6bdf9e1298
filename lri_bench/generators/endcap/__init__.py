# SPDX-License-Identifier: MIT
"""Muons in an endcap: Pythia 8 and a parametrised response of four stations.

No CMSSW: nothing of CMS's detector simulation, reconstruction or trigger runs here.
"""

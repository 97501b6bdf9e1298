# SPDX-License-Identifier: MIT
"""What was chosen for the simulation of muons, and where each number is from."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SETTINGS", "Material", "Pileup", "Production", "Settings"]


@dataclass(frozen=True)
class Production:
    """How Pythia 8 (doi 10.21468/SciPostPhysCodeb.8) is run, and how much.

    Attributes
    ----------
    energy_gev : float
        Of the two protons together: HL-LHC.
    charm_pt_hat_gev : float
        Least transverse momentum of the hard scattering to c cbar.
    charm_collisions, minimum_bias_collisions : int
        Events that Pythia makes for each build, whatever its size.
    tasks : int
        Into how many tasks each of the two is cut; a part of the result.
    decays_a_task, pileup_a_task : int
        D_s to decay, and pile-up events to make, in one task; a part of the result.
    ds_pt_gev, ds_momentum_gev : float
        Least transverse momentum and momentum of a D_s that is kept. With less,
        hardly ever do all three muons pass the cuts below.
    ds_eta : (float, float)
        Range of ``|eta|`` of a D_s that is kept.
    muon_eta : (float, float)
        Range of ``|eta|`` in which all three muons must be: that of the layers, and
        0.1 more, since field and matter shift them. Chosen.
    muon_momentum_gev : float
        Least momentum of each of the three; with less none reaches station 1.
    muon_pt_gev : float
        Least transverse momentum of each of the three. Chosen so that a plain
        classifier tells the classes about as well as the paper's does: the softer,
        the farther they are apart in (eta, phi), 0.7 with 0.5 and 0.3 with 1.5, and
        the more they look like those of pile-up.
    """

    energy_gev: float = 14_000.0
    charm_pt_hat_gev: float = 2.0
    charm_collisions: int = 80_000
    minimum_bias_collisions: int = 12_000
    tasks: int = 12
    decays_a_task: int = 6_000
    pileup_a_task: int = 2_000
    ds_pt_gev: float = 1.6
    ds_momentum_gev: float = 7.0
    ds_eta: tuple[float, float] = (0.9, 2.9)
    muon_eta: tuple[float, float] = (1.1, 2.5)
    muon_momentum_gev: float = 2.2
    muon_pt_gev: float = 0.5


@dataclass(frozen=True)
class Material:
    """Field and matter between the collision point and the stations.

    Attributes
    ----------
    field_tesla : float
        Of the solenoid, doi 10.1088/1748-0221/3/08/S08004.
    field_z_cm, field_r_cm : float
        Where the field ends, of the same source. Beyond, muons fly straight: the
        field in the yoke is not simulated.
    loss_gev : (4,) tuple of float
        What a muon along the beam loses before each station. The first was chosen:
        10 to 11 interaction lengths of mostly steel take 2 GeV and more. Then come
        60, 60 and 25 cm of steel at 11.4 MeV/cm, Particle Data Group,
        doi 10.1103/PhysRevD.110.030001.
    radiation_lengths : (4,) tuple of float
        Crossed since the station before: the calorimeters (about 27 and 1.4 m of
        mostly steel), then steel, of 1.76 cm per radiation length; same source.
    lever_cm : (4,) tuple of float
        Length over which that scattering builds up, up to the station. Rounded.
    extra_hits : float
        Mean number of further hits that a muon's delta rays and showers leave
        around each of its hits. Chosen.
    extra_spread_cm : float
        How far from the muon. Chosen.
    shower_hits : float
        The same for a hadronic shower that leaks out of the calorimeter. Chosen.
    shower_spread_cm : float
        How far from its axis. Chosen.
    shower_goes_on : float
        Chance that such a shower reaches station 2. Chosen.
    """

    field_tesla: float = 3.8
    field_z_cm: float = 620.0
    field_r_cm: float = 300.0
    loss_gev: tuple[float, ...] = (2.6, 3.3, 4.0, 4.3)
    radiation_lengths: tuple[float, ...] = (105.0, 34.0, 34.0, 14.0)
    lever_cm: tuple[float, ...] = (250.0, 200.0, 100.0, 90.0)
    extra_hits: float = 0.04
    extra_spread_cm: float = 4.0
    shower_hits: float = 0.8
    shower_spread_cm: float = 15.0
    shower_goes_on: float = 0.3


@dataclass(frozen=True)
class Pileup:
    """What 200 other collisions leave.

    Attributes
    ----------
    collisions : float
        Mean number an event; they are Poisson distributed.
    non_diffractive : float
        Share of them that is not diffractive, as Pythia 8 has it at 14 TeV: 57 mb
        of 79 mb. What diffraction sends to the muon system is left out.
    momentum_gev : float
        Least momentum of a muon or hadron that is kept. Less crosses no calorimeter.
    eta : (float, float)
        Range of ``|eta|`` of the same.
    free_z_cm, free_r_cm : float
        The calorimeter's face: pions and kaons that decay before it give muons.
        doi 10.1088/1748-0221/3/08/S08004.
    leak_at_gev, leak : float
        A hadron of this momentum leaks out of the calorimeter with this chance, one
        of less in proportion. Chosen.
    noise : float
        Factor on the noise of all layers. Chosen so that the mean number of points is
        the paper's.
    """

    collisions: float = 200.0
    non_diffractive: float = 0.72
    momentum_gev: float = 2.5
    eta: tuple[float, float] = (1.0, 2.7)
    free_z_cm: float = 320.0
    free_r_cm: float = 120.0
    leak_at_gev: float = 10.0
    leak: float = 0.002
    noise: float = 0.8


@dataclass(frozen=True)
class Settings:
    """Everything together.

    Attributes
    ----------
    production : Production
    material : Material
    pileup : Pileup
    """

    production: Production = field(default_factory=Production)
    material: Material = field(default_factory=Material)
    pileup: Pileup = field(default_factory=Pileup)


SETTINGS = Settings()

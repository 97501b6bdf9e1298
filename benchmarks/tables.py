# SPDX-License-Identifier: MIT
"""How fast tables of Tau3Mu and ActsTrack become clouds, and in how much memory.

Beside each stands the loop over pandas' rows or events that one would write first;
both run in turn on the same file and must give the same columns. Files are blown up
to the record's size in a temporary folder (700 MB). See README.md in this folder.

    python benchmarks/tables.py MIRROR [PRIMARY]

MIRROR holds tau3mu_raw.zip and actstrack_raw_2T.zip, PRIMARY the same events as ROOT
trees (acts_2T and tau3mu), for the third part.
"""

from __future__ import annotations

import itertools
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lri_bench.builders.actstrack.build import build_events as build_tracks
from lri_bench.builders.actstrack.pickles import read_pickles
from lri_bench.builders.tau3mu.build import build_events as build_muons
from lri_bench.builders.tau3mu.events import HITS
from lri_bench.builders.tau3mu.pickles import read_pickle
from lri_bench.clouds import Clouds
from lri_bench.ragged import offsets_from_counts

MUON_EVENTS = 130_000
TRACKER_EVENTS = 4_000
SEED = 42

GOAL_MUONS = 20.0
GOAL_TRACKS = 10.0
GOAL_TREES = 1.0
GOAL_GIGABYTES = 4.0

# ru_maxrss is in kilobytes on Linux, in bytes on macOS.
RSS_PER_GIGABYTE = 1024**3 if sys.platform == "darwin" else 1024**2

Columns = dict[str, np.ndarray[Any, Any]]
Result = TypeVar("Result")


# Files of the record's size.


def unpickled(archive: Path, member: str) -> Any:
    """Return what pandas reads from an archive of the record."""
    with zipfile.ZipFile(archive) as opened, warnings.catch_warnings():
        # Numpy moved numpy.core, which old pickles name.
        warnings.simplefilter("ignore", DeprecationWarning)
        return pickle.loads(opened.read(member))  # noqa: S301 - the user's own file


def write_muons(mirror: Path, folder: Path) -> None:
    """Repeat the rows of Tau3Mu, each time with copies of the arrays in them."""
    import pandas as pd  # noqa: PLC0415 - not in the process that is weighed

    frame = unpickled(mirror / "tau3mu_raw.zip", "raw/tau3mu_mixed.pkl")
    copies = []
    for first in range(0, MUON_EVENTS, len(frame)):
        part = frame.iloc[: MUON_EVENTS - first].copy()
        for name in part.select_dtypes(object):
            cells = [c.copy() if hasattr(c, "copy") else c for c in part[name]]
            part[name] = pd.Series(cells, index=part.index, dtype=object)
        copies.append(part)
    # Copied once more, so that all columns of objects lie in one block, as in theirs.
    whole = pd.concat(copies, ignore_index=True).copy()
    write_pickle(folder / "raw" / "tau3mu_mixed.pkl", whole)


def write_tracks(mirror: Path, folder: Path) -> None:
    """Repeat the events of ActsTrack."""
    archive = mirror / "actstrack_raw_2T.zip"
    names = [f"raw_2T/{kind}_events_2T.pkl" for kind in ("signal", "bkg")]
    kinds = {name: unpickled(archive, name) for name in names}
    times = round(TRACKER_EVENTS / sum(map(len, kinds.values())))
    for name, events in kinds.items():
        repeated = [
            tuple(table.copy() for table in event)
            for _ in range(times)
            for event in events
        ]
        write_pickle(folder / name, repeated)


def write_pickle(path: Path, value: Any) -> None:
    """Write a pickle of the protocol of the record's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(value, file, protocol=4)


# Tau3Mu, row by row.


def muon_rows(frame: Any) -> Columns:
    """Loop over rows, with masks of numpy in each."""
    found: list[tuple[Any, ...]] = []
    for _, row in frame.iterrows():
        mask = row["mu_hit_station"] == 1
        mask &= row["mu_hit_neighbor"] == 0
        mask &= row["mu_hit_type"] != 0
        positive = row["y"] == 1
        label = row["node_label"][mask] if positive else np.zeros(mask.sum())
        if (label.sum() if positive else mask.sum()) < 3:
            continue
        phi = np.deg2rad(row["mu_hit_sim_phi"][mask])
        pos = np.stack([row["mu_hit_sim_eta"][mask], phi], 1)
        found.append((pos, row["mu_hit_bend"][mask], label, row["y"]))
    return muon_columns(found)


def muon_frames(frame: Any) -> Columns:
    """Loop over rows, with a small DataFrame of the hits of each."""
    import pandas as pd  # noqa: PLC0415 - not in the process that is weighed

    found: list[tuple[Any, ...]] = []
    for _, row in frame.iterrows():
        hits = pd.DataFrame({name: row[name] for name in HITS})
        hits["label"] = row["node_label"] if row["y"] == 1 else 0.0
        hits = hits[
            (hits["mu_hit_station"] == 1)
            & (hits["mu_hit_neighbor"] == 0)
            & (hits["mu_hit_type"] != 0)
        ]
        if (hits["label"].sum() if row["y"] == 1 else len(hits)) < 3:
            continue
        hits["phi"] = np.deg2rad(hits["mu_hit_sim_phi"])
        pos = hits[["mu_hit_sim_eta", "phi"]].to_numpy()
        columns = hits["mu_hit_bend"].to_numpy(), hits["label"].to_numpy()
        found.append((pos, *columns, row["y"]))
    return muon_columns(found)


def muon_columns(found: Sequence[tuple[Any, ...]]) -> Columns:
    """Return flat columns of the rows that are kept."""
    pos, bend, label, y = zip(*found, strict=True)
    return {
        "offsets": offsets_from_counts([len(part) for part in pos]),
        "pos": np.concatenate(pos),
        "x": np.concatenate(bend)[:, np.newaxis],
        "truth": np.concatenate(label),
        "y": np.array(y),
    }


# ActsTrack, event by event.


def track_events(kinds: Sequence[Sequence[tuple[Any, ...]]]) -> Columns:
    """Loop over events: pairs of leptons, a draw of tracks, and their hits."""
    generator = np.random.RandomState(SEED)
    found: list[tuple[Any, ...]] = []
    for y, events in ((1, kinds[0]), (0, kinds[1])):
        for particles, _, hits in events:
            if not len(particles) or not len(hits):
                continue
            pair = z_pair(particles) if y else ()
            if pair is None:
                continue
            label = hits["particle_id"].isin(pair)
            if y and not label.any():
                continue
            drawn = generator.choice(hits["particle_id"].unique(), 10 - len(pair))
            kept = hits[hits["particle_id"].isin([*pair, *drawn])]
            found.append((kept, label[kept.index].to_numpy(), y))
    return track_columns(found)


def z_pair(particles: Any) -> tuple[int, int] | None:
    """Return the one pair of leptons near the mass of the Z."""
    near = []
    for code in (11, 13):
        leptons = particles[particles["particle_type"].abs() == code]
        for (_, first), (_, second) in itertools.combinations(leptons.iterrows(), 2):
            if first["particle_type"] != -second["particle_type"]:
                continue
            if abs(mass_of(first, second) - 91.1876) < 2:
                near.append((first.name, second.name))
    if len(near) != 1:
        return None
    # By their rows: in a row of floating-point numbers barcodes have lost bits.
    one, other = (particles["particle_id"].loc[row] for row in near[0])
    return one, other


def mass_of(first: Any, second: Any) -> float:
    """Return the invariant mass of two particles, GeV."""
    energy, total = 0.0, np.zeros(3)
    for particle in (first, second):
        p = particle[["px", "py", "pz"]].to_numpy(dtype=np.float64)
        energy += np.sqrt((p**2).sum() + float(particle["m"]) ** 2)
        total += p
    return float(np.sqrt(max(energy**2 - (total**2).sum(), 0)))


def track_columns(found: Sequence[tuple[Any, ...]]) -> Columns:
    """Return flat columns of the events that are kept."""
    features = ["tt", "tpx", "tpy", "tpz", "te"]
    features += ["deltapx", "deltapy", "deltapz", "deltae"]
    hits, label, y = zip(*found, strict=True)
    return {
        "offsets": offsets_from_counts([len(part) for part in hits]),
        "pos": np.concatenate([part[["tx", "ty", "tz"]].to_numpy() for part in hits]),
        "x": np.concatenate([part[features].to_numpy() for part in hits]),
        "truth": np.concatenate(label),
        "group": np.concatenate([codes(part["particle_id"]) for part in hits]),
        "y": np.array(y),
    }


def codes(identifier: Any) -> Any:
    """Return the track of each hit, counted as they come."""
    import pandas as pd  # noqa: PLC0415 - not in the process that is weighed

    return pd.factorize(identifier)[0]


# Both sides.


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return how many seconds some work took, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def shown(taken: Sequence[float]) -> str:
    """Return the median and the range of some runs."""
    middle = statistics.median(taken)
    if len(taken) == 1:
        return f"{middle:8.2f} s"
    return f"{middle:8.2f} s ({min(taken):.2f}-{max(taken):.2f})"


def check_same(found: Clouds, expected: Mapping[str, Any]) -> None:
    """Stop if the two sides did not make the same."""
    for name, column in expected.items():
        if not np.array_equal(getattr(found, name), column):
            message = f"the two sides do not make the same {name}"
            raise SystemExit(message)


def compare(
    read_ours: Callable[[], Any],
    build_ours: Callable[[Any], Clouds],
    read_theirs: Callable[[], Any],
    loops: Sequence[Callable[[Any], Columns]],
    goal: float,
) -> None:
    """Print how long both sides read and build, and the ratios.

    What one side has read is gone before the other begins: it would be looked
    through by the garbage collector again and again.
    """

    def ours() -> tuple[float, float, Clouds]:
        read, events = timed(read_ours)
        built, clouds = timed(lambda: build_ours(events))
        return read, built, clouds

    def theirs(loop: Callable[[Any], Columns]) -> tuple[float, float, Columns]:
        read, frame = timed(read_theirs)
        looped, columns = timed(lambda: loop(frame))
        return read, looped, columns

    import pandas  # noqa: F401, ICN001, PLC0415 - so that no run imports it

    for loop in loops:
        runs = [ours()]
        unpickled_in, looped, expected = theirs(loop)
        runs += [ours(), ours()]
        read, built, found = zip(*runs, strict=True)
        check_same(found[0], expected)
        whole = statistics.median(read) + statistics.median(built)
        print(f"  pandas reads    {shown([unpickled_in])}")
        print(f"  {loop.__name__:<15} {shown([looped])}, {len(found[0]):,} clouds")
        print(f"  lri-bench reads {shown(read)}\n  lri-bench builds{shown(built)}")
        print(f"    ratio of building  {looped / statistics.median(built):7.1f}")
        print(
            f"    ratio of the whole {(unpickled_in + looped) / whole:7.1f} "
            f"(goal: at least {goal:.0f})"
        )


def read_by_pandas(path: Path) -> Any:
    """Return what pandas reads from a file that was written above."""
    import pandas as pd  # noqa: PLC0415 - not in the process that is weighed

    return pd.read_pickle(path)  # noqa: S301


def compare_muons(folder: Path) -> None:
    """Tau3Mu against two loops over rows."""
    path = folder / "raw" / "tau3mu_mixed.pkl"
    print(f"(a) Tau3Mu, {MUON_EVENTS:,} events, {path.stat().st_size / 1e6:.0f} MB")
    compare(
        lambda: read_pickle(folder),
        lambda events: build_muons("tau3mu@raw", events).clouds,
        lambda: read_by_pandas(path),
        (muon_rows, muon_frames),
        GOAL_MUONS,
    )


def compare_tracks(folder: Path) -> None:
    """ActsTrack against a loop over events."""
    paths = [folder / "raw_2T" / f"{k}_events_2T.pkl" for k in ("signal", "bkg")]
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"(b) ActsTrack, about {TRACKER_EVENTS:,} events, {size:.0f} MB")
    compare(
        lambda: read_pickles(folder, "2T"),
        lambda events: (
            build_tracks("actstrack@raw", *events, sampler="legacy", seed=SEED).clouds
        ),
        lambda: list(map(read_by_pandas, paths)),
        (track_events,),
        GOAL_TRACKS,
    )


def compare_trees(mirror: Path, primary: Path) -> None:
    """Print how long trees and pickles of the same events take to read."""
    from lri_bench.builders.actstrack.sources import read_acts  # noqa: PLC0415
    from lri_bench.builders.tau3mu.trees import read_trees  # noqa: PLC0415

    print("(c) reading trees against reading pickles of the same events")
    for name, pickles, trees in (
        (
            "ActsTrack",
            lambda: read_pickles(mirror, "2T"),
            lambda: read_acts(primary / "acts_2T"),
        ),
        (
            "Tau3Mu",
            lambda: read_pickle(mirror),
            lambda: read_trees(primary / "tau3mu"),
        ),
    ):
        taken = {"pickles": [], "trees": []}  # type: dict[str, list[float]]
        for _ in range(7):
            taken["pickles"].append(timed(pickles)[0])
            taken["trees"].append(timed(trees)[0])
        ratio = statistics.median(taken["pickles"]) / statistics.median(taken["trees"])
        for kind, seconds in taken.items():
            print(f"  {name:<9} {kind:<7} {shown(seconds)}")
        print(f"  {name:<9} ratio   {ratio:.1f} (goal: at least {GOAL_TREES:.0f})")


# In processes of their own.


def peak_gigabytes() -> float:
    """Return the most memory that this process has held so far."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used / RSS_PER_GIGABYTE)


def weigh(folder: Path) -> None:
    """Build Tau3Mu and print what it took, and nothing else."""
    before = peak_gigabytes()
    build_muons("tau3mu@raw", read_pickle(folder))
    if "pandas" in sys.modules:
        message = "reading pickles imported pandas"
        raise SystemExit(message)
    print(f"{before:.2f} GB after the imports, {peak_gigabytes():.2f} GB at most")


def in_a_child(*arguments: str | Path) -> str:
    """Return what this script prints in a process of its own."""
    command = [sys.executable, __file__, *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def blown_up(mirror: Path, folder: Path) -> Iterator[str]:
    """Write the files and weigh, before this process itself has grown.

    Linux hands the peak of a process on to its children.
    """
    in_a_child("--write", mirror, folder)
    yield f"    {in_a_child('--weigh', folder)} (goal: under {GOAL_GIGABYTES:.0f} GB)"


def main() -> None:
    """Run all three."""
    what, *rest = sys.argv[1:]
    if what == "--write":
        mirror, folder = map(Path, rest)
        write_muons(mirror, folder)
        write_tracks(mirror, folder)
        return
    if what == "--weigh":
        weigh(Path(rest[0]))
        return
    mirror = Path(what)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory = list(blown_up(mirror, folder))
        print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
        compare_muons(folder)
        print("  peak memory of (a), resident, interpreter included")
        print("\n".join(memory))
        compare_tracks(folder)
    if rest:
        compare_trees(mirror, Path(rest[0]))


if __name__ == "__main__":
    main()

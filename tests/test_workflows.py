# SPDX-License-Identifier: MIT
"""Workflows: strangers' files are data to them, and rights go where they are needed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_project import ROOT, project
from strange_entries import write_entry

__all__ = ["project"]

FOLDER = ROOT / ".github" / "workflows"
WRITERS = {
    ("comment-on-entries", "comment"): {"actions": "read", "pull-requests": "write"},
    ("leaderboard", "commit"): {"contents": "write"},
    ("leaderboard", "publish"): {"pages": "write", "id-token": "write"},
}


def load(name: str) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(
        (FOLDER / f"{name}.yml").read_text("utf-8")
    )
    return content


NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def jobs() -> Iterator[tuple[str, str, dict[str, Any], dict[str, str]]]:
    """Yield workflow, job, its content, and the rights it has."""
    for name in NAMES:
        workflow = load(name)
        for job, content in workflow["jobs"].items():
            yield (
                name,
                job,
                content,
                content.get("permissions", workflow["permissions"]),
            )


def steps() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, job, content, _ in jobs():
        for step in content["steps"]:
            yield name, job, step


def triggers(name: str) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for a truth value.
    found: dict[str, Any] = load(name)[True]
    return found


def named(workflow: str, job: str, start: str) -> dict[str, Any]:
    every = load(workflow)["jobs"][job]["steps"]
    step: dict[str, Any] = next(x for x in every if x.get("name", "").startswith(start))
    return step


# Rights


def test_rights_are_those_that_are_needed() -> None:
    for name, job, _, rights in jobs():
        expected = WRITERS.get((name, job), {"contents": "read"})
        assert rights == expected, (name, job)


def test_no_workflow_runs_strangers_code_with_rights() -> None:
    for name in NAMES:
        assert "pull_request_target" not in triggers(name)
        assert "secrets." not in (FOLDER / f"{name}.yml").read_text("utf-8")
        if "pull_request" in triggers(name):
            assert load(name)["permissions"] == {"contents": "read"}
            assert all("permissions" not in job for job in load(name)["jobs"].values())


def test_no_script_is_put_together_from_what_github_says() -> None:
    """A title or the name of a branch in a script would be run with it."""
    for name, job, step in steps():
        script = step.get("run", "") + step.get("with", {}).get("script", "")
        assert "${{" not in script, (name, job)


def test_actions_are_pinned_to_commits() -> None:
    for name in NAMES:
        text = (FOLDER / f"{name}.yml").read_text("utf-8")
        uses = re.findall(r"uses: (.*)", text)
        assert uses
        for line in uses:
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", line), line


def test_tokens_stay_where_they_are_needed() -> None:
    for name, job, step in steps():
        if "actions/checkout" in step.get("uses", ""):
            kept = step.get("with", {}).get("persist-credentials", True)
            assert kept == ((name, job) == ("leaderboard", "commit")), (name, job)


def test_jobs_that_may_write_install_nothing_and_import_nothing() -> None:
    for name, job, step in steps():
        if (name, job) in WRITERS:
            script = step.get("run", "")
            for word in ("pip", "python", "lri-bench", "npm"):
                assert word not in script, (name, job)


def test_every_job_ends() -> None:
    assert all(content["timeout-minutes"] <= 60 for _, _, content, _ in jobs())


def test_an_auditor_of_workflows_finds_nothing() -> None:
    program = Path(sys.executable).with_name("zizmor")
    command = [program, "--offline", "--no-progress", "--format=plain", FOLDER]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    assert "No findings" in done.stdout


# Pull requests


def test_of_a_pull_request_only_entries_are_fetched_into_a_folder_of_their_own() -> (
    None
):
    every = load("score-entries")["jobs"]["score"]["steps"]
    base, incoming = (
        step["with"] for step in every if "checkout" in step.get("uses", "")
    )
    assert (base["ref"], base["path"]) == ("main", "base")
    assert incoming["path"] == "incoming"
    assert incoming["sparse-checkout"] == "submissions"
    assert not incoming["submodules"]
    assert not incoming["lfs"]
    for step in every:
        if "run" in step:
            assert step["working-directory"] == "base"
    installs = [step["run"] for step in every if "pip" in step.get("run", "")]
    assert installs
    assert not any("incoming" in run for run in installs)


def test_the_job_that_comments_fetches_no_code() -> None:
    every = load("comment-on-entries")["jobs"]["comment"]["steps"]
    assert [step["uses"].partition("@")[0] for step in every] == [
        "actions/download-artifact",
        "actions/github-script",
    ]
    assert triggers("comment-on-entries")["workflow_run"]["workflows"] == [
        load("score-entries")["name"]
    ]


def git(*words: object, cwd: Path) -> str:
    names = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    done = subprocess.run(
        ["git", *names, *map(str, words)],  # noqa: S607
        cwd=cwd,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def workspace(project: Path, tmp_path: Path) -> Path:
    """What the workflow has when it reviews: base/, and incoming/ of a hostile fork."""
    trap = f"open({str(tmp_path / 'run')!r}, 'w').write('code of a stranger was run')\n"
    fork = tmp_path / "fork"
    shutil.copytree(project / "submissions", fork / "submissions")
    write_entry(fork / "submissions" / "mine", method="<script>", note="$(touch run)")
    bad = write_entry(fork / "submissions" / "bad", method="bad")
    (bad / "entry.yaml").unlink()
    (bad / "entry.yaml").symlink_to("/etc/passwd")
    (bad / "conftest.py").write_text(trap)
    (fork / "submissions/.gitattributes").write_text("* filter=lfs\n")
    for name in ("lri_bench/__init__.py", "setup.py", "sitecustomize.py", "numpy.py"):
        (fork / name).parent.mkdir(exist_ok=True)
        (fork / name).write_text(trap)
    git("init", "-q", cwd=fork)
    git("add", "-A", cwd=fork)
    git("commit", "-qm", "x", cwd=fork)
    incoming = tmp_path / "work" / "incoming"
    incoming.mkdir(parents=True)
    git("init", "-q", cwd=incoming)
    git("sparse-checkout", "set", "--no-cone", "submissions", cwd=incoming)
    git("fetch", "-q", fork, "HEAD", cwd=incoming)
    git("checkout", "-q", "FETCH_HEAD", cwd=incoming)
    project.rename(tmp_path / "work" / "base")
    return tmp_path / "work"


@pytest.mark.slow
def test_the_review_step_on_a_hostile_fork(workspace: Path) -> None:
    assert sorted(path.name for path in (workspace / "incoming").iterdir()) == [
        ".git",
        "submissions",
    ]
    command = workspace / "base" / ".venv" / "bin" / "lri-bench"
    command.parent.mkdir(parents=True)
    # As installed from base/, whose code is the one under test.
    command.write_text(
        f"#!{sys.executable}\n"
        "from pathlib import Path\n"
        "from lri_bench.catalog import editions\n"
        f"editions.project_folder = lambda: Path({str(workspace / 'base')!r})\n"
        "from lri_bench.cli import main\n"
        "main()\n"
    )
    command.chmod(0o755)
    step = named("score-entries", "score", "Review")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607
        cwd=workspace / step["working-directory"],
        env={"PATH": "/usr/bin:/bin", "LRI_BENCH_DATA": str(workspace / "data")},
        check=False,
    )
    assert done.returncode == 2
    report = (workspace / "report" / "report.md").read_text("utf-8")
    assert "## `mine`" in report
    assert "`<script>`" in report
    for word in ("bad/entry.yaml", "a link", "bad/conftest.py", ".gitattributes"):
        assert word in report
    assert "root:" not in report
    assert (workspace / "report" / "log.txt").read_text("utf-8") == ""
    assert not list(workspace.parent.rglob("run"))


# The comment


HARNESS = """
const { pulls, files, comments, run } = JSON.parse(process.argv[1]);
const calls = [];
const rest = {
  pulls: { list: "pulls", listFiles: "files" },
  issues: {
    listComments: "comments",
    createComment: async (given) => calls.push(["create", given]),
    updateComment: async (given) => calls.push(["update", given]),
  },
};
const github = {
  rest,
  paginate: async (what, given) => {
    calls.push([what, given]);
    return { pulls, files, comments }[what];
  },
};
const context = { repo: { owner: "us", repo: "it" }, payload: { workflow_run: run } };
const core = { info: () => {} };
const script = new (Object.getPrototypeOf(async () => {}).constructor)(
  "github", "context", "core", "require", process.argv[2]);
script(github, context, core, require).then(
  () => console.log(JSON.stringify(calls)));
"""

RUN = {
    "head_sha": "abc",
    "head_branch": "mine",
    "head_repository": {"owner": {"login": "stranger"}},
}


def commented(folder: Path, report: str | None, **given: Any) -> list[Any]:
    """Run the script of the comment with what GitHub would say."""
    if shutil.which("node") is None:
        pytest.skip("needs node, with which GitHub runs the script")
    (folder / "report").mkdir(exist_ok=True)
    if report is not None:
        (folder / "report" / "report.md").write_text(report, "utf-8")
    said = {
        "pulls": [{"number": 7, "head": {"sha": "abc"}}],
        "files": [{"filename": "submissions/mine/entry.yaml"}],
        "comments": [],
        "run": RUN,
    }
    script = named("comment-on-entries", "comment", "Comment")["with"]["script"]
    done = subprocess.run(
        ["node", "-e", HARNESS, json.dumps(said | given), script],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    calls: list[Any] = json.loads(done.stdout)
    return calls


def body(calls: list[Any]) -> str:
    text: str = calls[-1][1]["body"]
    return text


def test_a_report_becomes_a_comment_of_the_pull_request_of_that_head(
    tmp_path: Path,
) -> None:
    calls = commented(tmp_path, "# Entries\n\n@you <!-- hidden -->")
    assert calls[0][1]["head"] == "stranger:mine"
    kind, given = calls[-1]
    assert (kind, given["issue_number"]) == ("create", 7)
    assert "# Entries" in given["body"]
    assert "@you" not in given["body"]
    assert given["body"].count("<!--") == 1


def test_a_comment_is_updated_but_only_our_own(tmp_path: Path) -> None:
    first = commented(tmp_path, "report")
    bot, other = {"login": "github-actions[bot]"}, {"login": "stranger"}
    ours = {"id": 3, "user": bot, "body": body(first)}
    theirs = {"id": 2, "user": other, "body": body(first)}
    assert commented(tmp_path, "report", comments=[theirs])[-1][0] == "create"
    kind, given = commented(tmp_path, "report", comments=[theirs, ours])[-1]
    assert (kind, given["comment_id"]) == ("update", 3)


@pytest.mark.parametrize(
    "files",
    [
        [{"filename": "submissions/a"}, {"filename": ".github/workflows/x.yml"}],
        [{"filename": "submissions/a", "previous_filename": "README.md"}],
        [{"filename": "submissions/a"}] * 3000,
    ],
)
def test_reports_of_requests_that_change_more_are_not_posted(
    tmp_path: Path, files: list[dict[str, str]]
) -> None:
    text = body(commented(tmp_path, "forged", files=files))
    assert "forged" not in text
    assert "a maintainer has" in text


def test_a_request_that_has_moved_on_is_not_commented(tmp_path: Path) -> None:
    moved = [{"number": 7, "head": {"sha": "def"}}]
    calls = commented(tmp_path, "report", pulls=moved)
    assert [kind for kind, _ in calls] == ["pulls"]


def test_a_report_that_is_missing_a_link_or_too_long(tmp_path: Path) -> None:
    assert "could not be scored" in body(commented(tmp_path, None))
    (tmp_path / "report" / "report.md").symlink_to("/etc/passwd")
    assert "could not be scored" in body(commented(tmp_path, None))
    (tmp_path / "report" / "report.md").unlink()
    assert "could not be scored" in body(commented(tmp_path, "x" * 300_000))
    assert len(body(commented(tmp_path, "x" * 200_000))) < 65_536


# The board


def test_what_is_made_after_a_merge_starts_no_new_run() -> None:
    """Else the commit of the board would make the board again."""
    paths = triggers("leaderboard")["push"]["paths"]
    made = ("README.md", "leaderboard/**")
    assert not set(paths) & set(made)
    assert triggers("leaderboard")["push"]["branches"] == ["main"]
    assert (
        load("leaderboard")["jobs"]["build"]["if"] == "github.ref == 'refs/heads/main'"
    )


def test_the_commit_step_commits_what_differs_and_nothing_else(tmp_path: Path) -> None:
    remote, here = tmp_path / "remote", tmp_path / "here"
    git("init", "-q", "--bare", "-b", "main", remote, cwd=tmp_path)
    git("clone", "-q", remote, here, cwd=tmp_path)
    (here / "leaderboard").mkdir()
    for name in ("README.md", "leaderboard/old.md", "other.py"):
        (here / name).write_text("old")
    git("add", "-A", cwd=here)
    git("commit", "-qm", "x", cwd=here)
    git("push", "-q", "origin", "HEAD:main", cwd=here)
    step = named("leaderboard", "commit", "Commit what differs")

    def commit() -> int:
        script = ["bash", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(script, cwd=here, check=True, capture_output=True)
        return int(git("rev-list", "--count", "main", cwd=remote))

    assert commit() == 1
    shutil.rmtree(here / "leaderboard")
    (here / "leaderboard").mkdir()
    (here / "leaderboard/new.md").write_text("new")
    (here / "other.py").write_text("not of the board")
    assert commit() == 2
    shown = git("show", "--name-only", "--format=", "main", cwd=remote)
    assert set(shown.split()) <= {"leaderboard/old.md", "leaderboard/new.md"}
    assert git("show", "main:other.py", cwd=remote) == "old"


def test_ci_runs_what_everybody_runs() -> None:
    runs = [
        step["run"] for step in load("ci")["jobs"]["test"]["steps"] if "run" in step
    ]
    assert runs == [".ci/run"]

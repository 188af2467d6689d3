"""Limits of memory of control groups are heeded, the tightest of all, in either version and whatever was mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.checking import control_groups, memory
from engine.checking.control_groups import left_in_control_groups

PLENTY = 64 << 30
NONE = 9_223_372_036_854_771_712  # how version 1 says that there is no limit


def group(folder: Path, limit: object, used: int, given_back: int = 0, version: str = "cgroup2") -> None:
    """Write the files of a group; half of what it gives back is in use now and then."""
    folder.mkdir(parents=True, exist_ok=True)
    names, total = control_groups.FILES[version], "" if version == "cgroup2" else "total_"
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    half = given_back // 2
    (folder / "memory.stat").write_text(f"anon 5\n{total}inactive_file {half}\n{total}active_file {half}\nshmem 7\n")


def process(tmp_path: Path, own: str, *mounts: str) -> Path:
    """Write what the system says of the process: its groups, and what is mounted where."""
    folder = tmp_path / "proc"
    folder.mkdir()
    (folder / "cgroup").write_text(own)
    lines = ["22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw", *mounts, ""]
    (folder / "mountinfo").write_text("\n".join(lines))
    return folder


def test_the_tightest_of_the_groups_around_a_process_counts(tmp_path: Path) -> None:
    place = tmp_path / "groups"
    own = process(tmp_path, "0::/job/step\n", f"30 22 0:26 / {place} rw shared:4 - cgroup2 cgroup2 rw,nsdelegate")
    assert left_in_control_groups(PLENTY, own) == PLENTY, "no file, no limit"
    group(place / "job" / "step", "max", 3 << 30)
    assert left_in_control_groups(PLENTY, own) == PLENTY
    group(place / "job", 4 << 30, 3 << 30)
    assert left_in_control_groups(PLENTY, own) == 1 << 30
    assert left_in_control_groups(5, own) == 5, "where the machine has less"
    group(place / "job", 4 << 30, 3 << 30, 2 << 30)
    assert left_in_control_groups(PLENTY, own) == 3 << 30, "what files are cached is given back"
    group(place / "job" / "step", 1 << 30, 2 << 30)
    assert left_in_control_groups(PLENTY, own) == 0, "of one that was made tighter meanwhile"


def test_version_1_has_its_own_files_and_a_number_for_no_limit(tmp_path: Path) -> None:
    place = tmp_path / "memory"
    own = process(
        tmp_path, "4:memory,hugetlb:/slurm/job_7\n1:cpu:/other\n0::/\n",
        f"35 31 0:32 / {tmp_path / 'cpu'} rw - cgroup cgroup rw,cpu",
        f"36 31 0:33 / {place} rw - cgroup cgroup rw,hugetlb,memory",
    )  # fmt: skip
    group(place, NONE, 9 << 30, version="cgroup")
    group(place / "slurm" / "job_7", NONE, 1 << 30, version="cgroup")
    group(tmp_path / "cpu" / "other", 1, 0, version="cgroup")
    assert left_in_control_groups(PLENTY, own) == PLENTY
    group(place / "slurm" / "job_7", 2 << 30, 1 << 30, 1 << 29, version="cgroup")
    assert left_in_control_groups(PLENTY, own) == 3 << 29


@pytest.mark.parametrize("own", ["/docker/ab12", "/"])
def test_in_a_container_the_mount_is_the_group_whether_the_process_is_told_its_whole_name_or_not(
    tmp_path: Path, own: str
) -> None:
    place = tmp_path / "a mount"
    written = str(place).replace(" ", r"\040")
    told = process(tmp_path, f"0::{own}\n", f"36 31 0:33 /docker/ab12 {written} ro - cgroup2 cgroup rw")
    group(place, 512 << 20, 12 << 20)
    assert left_in_control_groups(PLENTY, told) == 500 << 20


@pytest.mark.parametrize("spoilt", ["", "max max", "-", "1e9"])
def test_what_no_one_can_read_limits_nothing(tmp_path: Path, spoilt: str) -> None:
    own = process(tmp_path, "0::/\n", f"36 31 0:33 / {tmp_path / 'groups'} ro - cgroup2 cgroup rw", "odd", "- - -")
    group(tmp_path / "groups", spoilt, 0)
    assert left_in_control_groups(PLENTY, own) == PLENTY
    assert left_in_control_groups(PLENTY, tmp_path / "nowhere") == PLENTY, "another system"


def test_free_memory_is_what_a_group_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "left_in_control_groups", lambda unlimited: min(unlimited, 123))
    assert memory.free_memory() == 123

"""The wheel holds our four packages and nothing else, and nobody else installs something under their names."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"partnercrm", "ui", "db", "resources"}


def run(*words: str, cwd: Path = ROOT) -> str:
    done = subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    quiet = ["--quiet", "--disable-pip-version-check"]
    run("-m", "pip", "install", *quiet, "--no-index", "--no-deps", "--no-compile", "--target", str(folder), str(wheel))
    return folder


def test_the_wheel_holds_the_four_packages_whole(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name) for name in archive.namelist()}
    tops = {name.parts[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES
    modules = {path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert {name for name in names if name.suffix == ".py"} == modules
    styles = {path.relative_to(ROOT) for path in (ROOT / "resources").rglob("*.qss")}
    assert styles and styles <= names


def test_the_four_names_are_ours_alone(installed: Path) -> None:
    places = [str(installed), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    owners = {
        (file.parts[0], distribution.name)
        for distribution in distributions(path=places)
        for file in distribution.files or []
        if file.parts[0] in PACKAGES
    }
    assert owners == {(package, "partnercrm") for package in PACKAGES}


def test_the_installed_packages_are_found_and_hold_their_files(installed: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "import partnercrm, ui, db, resources\n"
        "for module in (partnercrm, ui, db, resources): print(module.__file__)\n"
    )
    found = [Path(line) for line in run("-I", "-c", code, cwd=tmp_path).splitlines()]
    assert [path.parent.parent for path in found] == [installed] * 4

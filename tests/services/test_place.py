"""Where a new shop file goes: names that every system takes, folders of this computer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.errors import StoreReadOnly
from partnercrm.services import place


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ann's Café", "Ann's Café.partnercrm"),
        ("  Brew / Bake: 2  ", "Brew Bake 2.partnercrm"),
        ("../../etc/passwd", "etc passwd.partnercrm"),
        ("...", "My shop.partnercrm"),
        ("", "My shop.partnercrm"),
        ("CON", "Shop CON.partnercrm"),
        ("lpt1.txt", "Shop lpt1.txt.partnercrm"),
        ("tab\there\x00", "tab here.partnercrm"),
        ("コーヒー", "コーヒー.partnercrm"),
        ("ends with a dot.", "ends with a dot.partnercrm"),
    ],
)
def test_a_file_name_for_a_shop(name: str, file: str) -> None:
    assert place.file_name(name) == file


@given(st.text(max_size=300))
def test_any_name_gives_a_file_that_can_be_made(name: str) -> None:
    file = place.file_name(name)
    assert len(file.encode()) < 160
    assert not set(file) & set('<>:"/\\|?*\0\n')
    assert Path(file).name == file and file.endswith(".partnercrm")
    assert not file.startswith((" ", "."))


def test_the_owners_documents_if_they_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "Documents"
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(documents))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert place.folder() == tmp_path / "data" / "PartnerCRM"
    documents.mkdir()
    assert place.folder() == documents
    (documents / ".dropbox.cache").mkdir()
    assert place.folder() == tmp_path / "data" / "PartnerCRM"


def test_a_free_name_beside_what_is_there(tmp_path: Path) -> None:
    wanted = tmp_path / "Brew.partnercrm"
    assert place.free(wanted) == wanted
    wanted.write_text("mine")
    assert place.free(wanted) == tmp_path / "Brew 2.partnercrm"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreReadOnly, match="cannot be made"):
        place.make_folder(tmp_path / "file" / "deeper" / "Brew.partnercrm")
    place.make_folder(tmp_path / "new" / "Brew.partnercrm")
    assert (tmp_path / "new").is_dir()


def test_a_place_on_this_computer_keeps_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert place.on_this_computer(Path("/mnt/share/Brew.partnercrm")) == tmp_path / "data/PartnerCRM/Brew.partnercrm"


def test_room_is_only_spoken_of_when_there_is_little(tmp_path: Path) -> None:
    assert place.little_room(tmp_path / "Brew.partnercrm") is None

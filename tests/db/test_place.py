"""Shares and synchronised folders are refused by name, by mark and by mount; a full disk is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import place
from partnercrm.domain.errors import StorePlace

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//server/office /mnt/office cifs rw 0 0
server:/home /mnt/my\\040home nfs4 rw 0 0
me@host: /mnt/office/local fuse.sshfs rw 0 0
/dev/sdb1 /mnt/office/stick vfat rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/mnt/office/shop", True),
        ("/mnt/office/local/shop", True),
        ("/mnt/my home/deep/down/shop", True),
        ("/mnt/office/stick/shop", False),
        ("/mnt/offices/shop", False),
        ("/srv/shop", False),
        ("//server/share/shop", True),
        ("\\\\server\\share\\shop", True),
    ],
)
def test_network_shares(path: str, refused: bool) -> None:
    if not refused:
        place.check(Path(path), MOUNTS, {})
        return
    with pytest.raises(StorePlace, match="network share") as seen:
        place.check(Path(path), MOUNTS, {})
    assert "PartnerCRM" in str(seen.value.advice)


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - The Local Brew", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("iCloudDrive", "iCloud Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-sarah", "Google Drive"),
        ("Library/CloudStorage/SomethingNew-sarah", "SomethingNew-sarah"),
        ("Nextcloud", "Nextcloud"),
        ("Documents", ""),
        ("My Dropbox notes", ""),
        ("Megan", ""),
    ],
)
def test_synchronised_folders_by_name(tmp_path: Path, folder: str, program: str) -> None:
    assert place.synchronised_by(tmp_path / folder / "deeper" / "shop", {}) == program


@pytest.mark.parametrize(
    ("mark", "program"),
    [(".dropbox.cache", "Dropbox"), (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"), (".stfolder", "Syncthing")],
)
def test_synchronised_folders_by_their_marks(tmp_path: Path, mark: str, program: str) -> None:
    (tmp_path / "synced" / "deeper").mkdir(parents=True)
    shop = tmp_path / "synced" / "deeper" / "shop"
    assert place.synchronised_by(shop, {}) == ""
    (tmp_path / "synced" / mark).mkdir()
    assert place.synchronised_by(shop, {}) == program
    with pytest.raises(StorePlace, match=program):
        place.check(shop, "", {})


def test_onedrive_says_where_it_is(tmp_path: Path) -> None:
    variables = {"OneDriveCommercial": str(tmp_path / "Firm")}
    assert place.synchronised_by(tmp_path / "Firm" / "shop", variables) == "OneDrive"
    assert place.synchronised_by(tmp_path / "shop", variables) == ""


def test_a_link_into_a_synchronised_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "short").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(StorePlace, match="Dropbox"):
        place.check(tmp_path / "short" / "shop", "", {})


def test_little_room_is_warned_of(tmp_path: Path) -> None:
    assert place.little_room(tmp_path, 500_000_000) is None
    assert str(place.little_room(tmp_path, 499_999_999)) == "Only 499 MB are free on the disk of your shop file."
    # Others write to the same disk meanwhile.
    assert place.free_room(tmp_path / "shop") == pytest.approx(place.free_room(tmp_path), rel=0.2)
    assert place.free_room(tmp_path) > 0

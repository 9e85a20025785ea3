"""Files that ship with the program, by name. No Qt."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(name: str) -> Traversable:
    """A shipped file or folder by its name below this one, such as `styles/app.qss`."""
    found = files(__name__)
    for part in name.split("/"):
        found = found / part
    return found


def resource_text(name: str) -> str:
    """The text of a shipped file. Raises FileNotFoundError if there is none of that name."""
    return resource(name).read_text(encoding="utf-8")

"""What the forms of this tab are made of."""

from __future__ import annotations

from ui.common.form_sheet import FieldsSheet, NumberField, WholeField, read, row_of

__all__ = ["FieldsSheet", "NumberField", "WholeField", "read", "row_of"]

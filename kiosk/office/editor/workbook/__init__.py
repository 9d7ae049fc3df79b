"""The content of a pack as a workbook that editors fill in: one sheet a section, both ways."""

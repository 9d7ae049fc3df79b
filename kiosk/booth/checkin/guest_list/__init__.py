"""Read lists of invited guests as offices write them: XLSX and CSV."""

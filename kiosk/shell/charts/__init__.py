"""Draw charts: as SVG for pages, as PNG for documents, by one layout."""

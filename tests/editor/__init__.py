"""Test the editor: the manuscript, its forms, previews and publishing."""

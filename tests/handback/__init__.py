"""Tests of handing belongings back."""

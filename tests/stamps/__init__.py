"""Tests of stamp passports and the gift desk."""

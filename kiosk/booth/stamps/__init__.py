"""Stamp passports without a name: stamps that booths sign, and the gift tickets they make."""

"""Outreach: places called at by community, and answers that nobody can join to an address."""

"""Accounts: sessions, roles, signing in, unlocking, and the declaration of staff pages."""

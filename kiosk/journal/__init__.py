"""The journal: records, their chain, the registry of kinds, keys and drafts."""

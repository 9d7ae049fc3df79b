"""What staff do across features: overview, exports, activities, reports, setting up, upkeep."""

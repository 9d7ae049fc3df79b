"""Counts and tables: what is counted by hour and place, filters, statistics, tables for exports."""

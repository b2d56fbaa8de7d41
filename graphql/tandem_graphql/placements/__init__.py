"""Placement batches: from an uploaded file to accepted case files."""

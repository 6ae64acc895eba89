"""Readers of scholarly records: files, snapshots and APIs become raw works, streamed."""

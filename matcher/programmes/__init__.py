"""Reads programmes (data/programmes/*.toml) and cases (JSON) into the plain types of the domain."""

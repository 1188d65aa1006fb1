"""From pairs of a need and what answers it to an encoder that brings them close."""

"""The Flask application; the engine in matcher/ runs without it."""

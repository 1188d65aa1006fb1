"""Speed and quality beside public parts, one command each."""

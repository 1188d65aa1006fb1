"""What a practitioner would build today, kept apart from the product's own path."""

"""Small accessible charts as SVG: geometry only, colours come from the style sheet."""

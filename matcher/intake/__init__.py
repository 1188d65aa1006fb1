"""Files from outside, taken whole or refused row by row."""

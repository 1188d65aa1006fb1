"""The formats that documents come in, each read apart from the rest of the program."""

"""The rooms of the application, one module or folder for each."""

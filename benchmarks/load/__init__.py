"""The application under load: many people at once, on the machine itself.

python -m benchmarks.load [--small] [--keep FOLDER]
"""

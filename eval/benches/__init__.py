"""The benchmarks: each file measures one thing and gives a table. A new one is a file here."""

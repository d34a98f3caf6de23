"""What both sample scripts share. Python's standard library only, imported late, so that a small region takes a blink."""

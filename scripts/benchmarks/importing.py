"""Importing the module, in one process after a trivial one: what is ours of the time, not the engine's first import."""

import os

from place import median, spread

ROUNDS = 15
BOUND = 150

MANIFEST = """@{
    RootModule = 'Trivial.psm1'; ModuleVersion = '1.0.0'; GUID = '4b8e1f3c-95c2-4f2a-a1de-6f0f5b1a2c3d'
    FunctionsToExport = @('Get-Nothing'); CmdletsToExport = @(); AliasesToExport = @(); VariablesToExport = @()
}
"""


def measure(place):
    folder = place.fresh("trivial")
    manifest = os.path.join(folder, "Trivial.psd1")
    with open(manifest, "w", encoding="utf-8") as file:
        file.write(MANIFEST)
    with open(os.path.join(folder, "Trivial.psm1"), "w", encoding="utf-8") as file:
        file.write("function Get-Nothing { }\n")

    # The host imports the module that the environment names before it runs a script.
    home, times = place.fresh("import-home"), []
    for _ in range(ROUNDS + 1):
        times.append(place.run("import.ps1", place.module, home=home, GLACIERBATCH_MODULE=manifest)["milliseconds"])
    times = times[1:]
    return [("importing the module after a trivial one, in a ReadyToRun Host", f"under {BOUND} ms",
             f"{median(times):.0f} ms ({spread(times, 0)})", median(times) < BOUND)]

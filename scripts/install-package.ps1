# Installs a package as the PowerShell Gallery would, from a file, into a folder: installed/GlacierBatch. For CI, and for machines
# without the gallery: ./scripts/install-package.ps1 -Package artifacts/package -Path ~/.local/share/powershell/Modules

[CmdletBinding()]
param(
    # The .nupkg, or the folder that it is in.
    [Parameter(Mandatory)]
    [string]$Package,

    # The folder that the module's folder goes into.
    [Parameter(Mandatory)]
    [string]$Path
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$file = Get-Item $Package
if ($file.PSIsContainer) { $file = Get-ChildItem $file -Filter GlacierBatch.*.nupkg }
if (@($file).Count -ne 1) { throw "There are $(@($file).Count) packages in $Package, and one is wanted." }
$target = Join-Path $Path 'GlacierBatch'
if (Test-Path $target) { throw "$target is there already: remove it first." }
[System.IO.Compression.ZipFile]::ExtractToDirectory($file.FullName, $PSCmdlet.GetUnresolvedProviderPathFromPSPath($target))

# What NuGet keeps for itself; a name that begins with a dot (.rels) is hidden outside Windows.
foreach ($name in '_rels', 'package', '[Content_Types].xml', 'GlacierBatch.nuspec') {
    Remove-Item -LiteralPath (Join-Path $target $name) -Recurse -Force
}
Get-Item (Join-Path $target 'GlacierBatch.psd1')

# Makes the module's package below artifacts/package: the folder GlacierBatch, as it is installed, and the .nupkg of it, which is laid
# out as the PowerShell Gallery wants it. The same commit gives the same bytes, wherever it is built. ./build.ps1 -Task Package

[CmdletBinding()]
param(
    # Where it goes; by default artifacts/package.
    [string]$Path,

    # Makes it once more, from the same commit in another folder, and compares byte by byte.
    [switch]$Verify
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
if (-not $Path) { $Path = Join-Path $root 'artifacts' 'package' }
$build = Join-Path $Path 'build'
$module = Join-Path $Path 'GlacierBatch'
$bin = Join-Path $module 'module' 'bin'
$manifest = Import-PowerShellDataFile (Join-Path $root 'GlacierBatch.psd1')
$limit = 25MB

# SQLite's library for the platforms that PowerShell runs on. What every session runs is compiled ahead of time where runbooks run;
# more of it, or a further platform, would pass the limit.
$native = 'linux-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64'
$compiled = @('linux-x64')
$hot = 'GlacierBatch.Core.dll', 'Microsoft.Data.Sqlite.dll'

# ContinuousIntegrationBuild takes the paths of this machine out of the assemblies.
$common = '--configuration', 'Release', '--artifacts-path', $build, '--verbosity', 'quiet', '-p:ContinuousIntegrationBuild=true'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with $LASTEXITCODE." }
}

function Copy-Part([string]$Source, [string]$Destination = $Source, [string]$Filter = '*') {
    $target = New-Item (Join-Path $module $Destination) -ItemType Directory -Force
    Get-ChildItem (Join-Path $root $Source) -Filter $Filter | Where-Object Name -NE '__pycache__' |
        Copy-Item -Destination $target -Recurse -Force
}

function Write-Nuspec([string]$File) {
    $data = $manifest.PrivateData.PSData
    $text = [ordered]@{
        id = 'GlacierBatch'; version = $manifest.ModuleVersion; authors = $manifest.Author; description = $manifest.Description
        copyright = $manifest.Copyright; tags = "PSModule $($data.Tags -join ' ')"; readme = 'README.md'
    }
    $lines = foreach ($name in $text.Keys) { "    <$name>$([System.Security.SecurityElement]::Escape($text[$name]))</$name>" }
    Set-Content $File -Value @"
<?xml version="1.0" encoding="utf-8"?>
<package>
  <metadata>
$($lines -join "`n")
    <license type="expression">MIT</license>
  </metadata>
</package>
"@
}

function Assert-SameElsewhere([System.IO.FileInfo]$Package) {
    $elsewhere = Join-Path ([System.IO.Path]::GetTempPath()) "glacierbatch größer $([guid]::NewGuid().ToString('n'))"
    git -C $root worktree add --quiet --detach $elsewhere HEAD
    if ($LASTEXITCODE -ne 0) { throw "git worktree add ended with $LASTEXITCODE." }
    try {
        # The images' program comes from a compiler of its own, and is no part of what is compared.
        $program = Join-Path $root 'containers' 'bin'
        if (Test-Path $program) { Copy-Item $program -Destination (Join-Path $elsewhere 'containers' 'bin') -Recurse }
        & (Join-Path $elsewhere 'scripts' 'package.ps1')
        $hashes = $Package.FullName, (Join-Path $elsewhere 'artifacts' 'package' $Package.Name) | ForEach-Object { (Get-FileHash $_).Hash }
        if ($hashes[0] -ne $hashes[1]) { throw "Made in $elsewhere, the package has other bytes." }
    }
    finally {
        git -C $root worktree remove --force $elsewhere
    }
}

if ($Verify -and (git -C $root status --porcelain)) { throw 'There are changes that are not committed: the package could not be compared.' }
foreach ($folder in $module, $bin) {
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
}
if (-not (Test-Path (Join-Path $root 'containers' 'bin' 'glacierbatch-entrypoint'))) {
    Write-Warning 'The images'' program is not built (scripts/build-containers, on Linux): images cannot be published from this package.'
}

# What is compiled for a platform is built first: the portable build after it leaves the state that the next one starts from.
foreach ($platform in $compiled) {
    $folder = Join-Path $build 'compiled' $platform
    Invoke-DotNet publish (Join-Path $root 'src' 'GlacierBatch.PowerShell') @common --runtime $platform --no-self-contained `
        '-p:PublishReadyToRun=true' --output $folder
    $target = New-Item (Join-Path $bin $platform) -ItemType Directory -Force
    Copy-Item ($hot | ForEach-Object { Join-Path $folder $_ }) -Destination $target
    # Prices lie beside the assembly that reads them.
    Copy-Item (Join-Path $folder 'prices.json') -Destination $target
}
Invoke-DotNet build (Join-Path $root 'src' 'GlacierBatch.Module') @common "-p:StageFolder=$module/"

Get-ChildItem (Join-Path $bin 'runtimes') | Where-Object Name -NotIn $native | Remove-Item -Recurse
Get-ChildItem $bin -File -Filter *.runtimeconfig.json | Remove-Item
Copy-Item (Join-Path $root 'GlacierBatch.psd1'), (Join-Path $root 'LICENSE'), (Join-Path $root 'README.md'),
    (Join-Path $root 'THIRD-PARTY-NOTICES.md') -Destination $module
Copy-Part containers -Filter *Dockerfile
Copy-Part containers -Filter README.md
Copy-Part containers/stack
if (Test-Path (Join-Path $root 'containers' 'bin')) { Copy-Part containers/bin }
Copy-Item (Join-Path $root 'containers' '.dockerignore') -Destination (Join-Path $module 'containers')
Copy-Part samples
Copy-Part scripts -Filter quickstart.ps1
Copy-Part scripts -Filter verify.ps1
Copy-Part tests/Pester -Filter Checkpoint.*

# The time of the commit, so that an archive made tomorrow is the same. NuGet's analysis is about libraries.
$time = git -C $root log -1 --format=%ct
$nuspec = Join-Path $build 'GlacierBatch.nuspec'
Write-Nuspec $nuspec
$files = Get-ChildItem $module -Recurse -File -Force | ForEach-Object { [System.IO.Path]::GetRelativePath($module, $_.FullName) }
Invoke-DotNet pack (Join-Path $root 'src' 'GlacierBatch.Module') @common --no-build --output $Path "-p:NuspecFile=$nuspec" `
    "-p:NuspecBasePath=$module" "-p:DeterministicTimestamp=$time" '-p:NoDefaultExcludes=true' '-p:NoPackageAnalysis=true'

$package = Get-Item (Join-Path $Path "GlacierBatch.$($manifest.ModuleVersion).nupkg")
if ($package.Length -ge $limit) { throw "The package has $($package.Length) bytes, and its limit is $limit." }
"$($package.FullName): $($package.Length) bytes, $(@($files).Count) files, SHA-256 $((Get-FileHash $package).Hash.ToLowerInvariant())"
if ($Verify) {
    Assert-SameElsewhere $package
    'It has the same bytes, made in another folder.'
}

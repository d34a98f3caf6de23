# What the checkpoints' suites share. They judge anew: from a checkpoint's record they take what was run, and never what was decided.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
if (-not (Get-Module GlacierBatch)) {
    Import-Module ($env:GLACIERBATCH_MANIFEST ? $env:GLACIERBATCH_MANIFEST : (Join-Path $PSScriptRoot '..' '..' 'GlacierBatch.psd1'))
}

# The latest attempt at a step, which must have been run.
function Get-Attempt([int]$Step) {
    $found = @(Get-GlacierCheckpoint -Step $Step -Environment $Environment)
    if ($found.Count -ne 1 -or $found[0].Attempt -lt 1) { throw "Step $Step was never run in $Environment." }
    $found[0]
}

# What was measured for a criterion. Where the service has no such thing the test is skipped, with the reason that is on record.
function Get-Measured([string]$Name) {
    $found = @($attempt.Criteria | Where-Object Name -EQ $Name)
    if ($found.Count -ne 1) { throw "Nothing is on record of $Name." }
    if ("$($found[0].Verdict)" -eq 'NotApplicable') { Set-ItResult -Skipped -Because $found[0].Evidence }
    $found[0]
}

# '1.5 s' or '2 min' as a TimeSpan.
function ConvertTo-Duration([string]$Text) {
    $number, $unit = $Text.Split(' ')
    $seconds = @{ s = 1; min = 60; h = 3600 }[$unit]
    [TimeSpan]::FromSeconds([double]::Parse($number, [cultureinfo]::InvariantCulture) * $seconds)
}

# The jobs of an attempt's run, as the service tells of them now.
function Get-AttemptJob([string]$What) {
    foreach ($run in $attempt.Runs | Where-Object { $_ -match "-$What(-\d+)?$" }) {
        Get-GlacierJob -Environment $Environment -RunName $run
    }
}

# The lines of an object that a probe left in the environment's bucket. One of S3 is asked by AWS's own command line, which finds its
# credentials by itself.
function Read-BucketObject([string]$Key) {
    $place = Get-GlacierBatchEnvironment $Environment
    if ("$($place.Bucket)" -notlike 's3:*') { return Get-Content (Join-Path $place.Bucket $Key) }
    if (-not (Get-Command aws -ErrorAction Ignore)) {
        Set-ItResult -Inconclusive -Because 'aws, which reads the bucket, is not installed'
    }

    $address = "$($place.Bucket.TrimEnd('/'))/$Key"
    $said = aws s3 cp $address - --region $place.AwsRegion 2>&1
    if ($LASTEXITCODE -ne 0) { throw "$address cannot be read: $said" }
    $said | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }
}

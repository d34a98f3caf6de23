# The checkpoints from Azure Automation (a PowerShell 7.6 runtime, or a hybrid worker): the account's managed identity becomes a role at
# AWS by web identity. There is no key anywhere: neither in the account, nor in a variable, an argument or the log.
#
# At AWS, once: an OIDC provider https://sts.windows.net/TENANT/ with this audience, and a role that trusts it for the identity's object id
# (condition on ...:sub) and has what docs/security.md lists for a submitter.

[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string]$Environment,

    # The role at AWS that is assumed.
    [Parameter(Mandatory)]
    [string]$RoleArn,

    [Parameter(Mandatory)]
    [string]$AwsRegion,

    # The application whose tokens the OIDC provider at AWS takes.
    [string]$Audience = 'api://AzureADTokenExchange',

    # A user-assigned identity; the account's own without it.
    [string]$ClientId,

    # The step; without it the runbook goes on where it stopped.
    [int]$Step
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Where Automation runs it, a job has failed when its script throws; elsewhere the exit code tells.
$inAutomation = $null -ne $ExecutionContext.SessionState.PSVariable.Get('PSPrivateMetadata')

function Get-IdentityToken {
    if (-not $env:IDENTITY_ENDPOINT) { throw 'There is no managed identity here: IDENTITY_ENDPOINT is not set.' }
    $fields = [System.Collections.Generic.Dictionary[string, string]]::new()
    $fields.Add('resource', $Audience)
    if ($ClientId) { $fields.Add('client_id', $ClientId) }
    $client = [System.Net.Http.HttpClient]::new()
    try {
        $client.Timeout = [TimeSpan]::FromSeconds(30)
        $request = [System.Net.Http.HttpRequestMessage]::new('Post', $env:IDENTITY_ENDPOINT)
        $request.Headers.Add('X-IDENTITY-HEADER', $env:IDENTITY_HEADER)
        $request.Headers.Add('Metadata', 'True')
        $request.Content = [System.Net.Http.FormUrlEncodedContent]::new($fields)
        $answer = $client.Send($request)
        if (-not $answer.IsSuccessStatusCode) { throw "The managed identity gave no token for ${Audience}: HTTP $([int]$answer.StatusCode)." }
        $document = [System.Text.Json.JsonDocument]::Parse($answer.Content.ReadAsStringAsync().GetAwaiter().GetResult())
        $document.RootElement.GetProperty('access_token').GetString()
    }
    finally {
        $client.Dispose()
    }
}

$code = 2
$file = [System.IO.Path]::GetTempFileName()
$set = @{
    AWS_ROLE_ARN = $RoleArn; AWS_WEB_IDENTITY_TOKEN_FILE = $file; AWS_ROLE_SESSION_NAME = 'glacierbatch-automation'; AWS_REGION = $AwsRegion
}
$former = @{}
try {
    # GetTempFileName makes it readable for this user alone.
    [System.IO.File]::WriteAllText($file, (Get-IdentityToken))
    foreach ($name in $set.Keys) {
        $former[$name] = [System.Environment]::GetEnvironmentVariable($name)
        [System.Environment]::SetEnvironmentVariable($name, $set[$name])
    }

    # The module as Automation has it, imported into the account; in a clone the one above this folder.
    if (Get-Module GlacierBatch -ListAvailable) { Import-Module GlacierBatch }
    $what = @{ Environment = $Environment }
    if ($Step) { $what.Step = $Step }
    & ([System.IO.Path]::Combine($PSScriptRoot, 'checkpoint.ps1')) @what
    $code = $LASTEXITCODE
}
catch {
    $Host.UI.WriteErrorLine("$_")
}
finally {
    foreach ($name in $former.Keys) { [System.Environment]::SetEnvironmentVariable($name, $former[$name]) }
    [System.IO.File]::Delete($file)
}

if ($code -ne 0 -and $inAutomation) { throw "The checkpoint is not GO (exit code $code)." }
exit $code

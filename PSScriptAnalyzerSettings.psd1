# What `build.ps1 -Task Analyze` asks of the scripts.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # A suite's variables are set in one block and used in another; Pester hands them on.
        'PSUseDeclaredVarsMoreThanAssignments'
        # A script's parameter is used in its functions, in a suite's blocks, and in what these dot-source.
        'PSReviewUnusedParameter'
        # Functions of the module's own, and of the build, ask nobody: their callers have -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads every script as UTF-8.
        'PSUseBOMForUnicodeEncodedFile'
    )
}

# What `build.ps1 -Task Analyze` asks of the scripts.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # A suite's variables are set in one block and used in another; Pester hands them on.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Functions of the module's own, and of the build, ask nobody: their callers have -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}

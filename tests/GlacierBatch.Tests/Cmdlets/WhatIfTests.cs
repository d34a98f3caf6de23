using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>-WhatIf and -Confirm.</summary>
public sealed class WhatIfTests
{
    private const string Prepare = """
        $null = New-GlacierBatchEnvironment $name -Workload $workload
        $window = @{ Satellite = 'landsat'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 256; Environment = $name }
        $null = Submit-GlacierJob 134_Arsuk @window -RunName done | Wait-GlacierJob
        $null = Submit-GlacierJob 134_Arsuk @window -RunName open -NoStart
        $null = Submit-GlacierJob 134_Arsuk @window -RunName stopped -NoStart
        Stop-GlacierJob -RunName stopped -Environment $name
        """;

    [Theory]
    [InlineData("New-GlacierBatchEnvironment $name -MemoryMiB 512 -WhatIf")]
    [InlineData("New-GlacierBatchEnvironment \"$name-new\" -Workload $workload -WhatIf")]
    [InlineData("Set-GlacierBatchEnvironment $name -MemoryMiB 512 -WhatIf")]
    [InlineData("Publish-GlacierWorkload $folder/gated -Environment $name -WhatIf")]
    [InlineData("Submit-GlacierJob 018_snebrae @window -WhatIf")]
    [InlineData("Stop-GlacierJob -RunName open -Environment $name -WhatIf")]
    [InlineData("Restart-GlacierJob -RunName stopped -Environment $name -WhatIf")]
    [InlineData("Save-GlacierOutput -RunName done -Environment $name -Path $folder/saved -WhatIf")]
    [InlineData("Remove-GlacierBatch $name -WhatIf")]
    [InlineData("Remove-GlacierBatch $name -Force -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Remove-GlacierBatch $name -Force")]
    public void What_if_changes_nothing(string script)
    {
        using var session = new ModuleSession();
        _ = new GatedWorkload(session.Folder);
        session.Run(Prepare);
        var (before, folder) = (Snapshot.Of(session), Snapshot.ReadFiles(session.Folder));

        var objects = session.Run(script);
        session.Run("$WhatIfPreference = $false");

        Assert.Empty(objects);
        before.AssertUnchanged(session);
        Assert.Equal(folder, Snapshot.ReadFiles(session.Folder));
        Assert.Empty(session.Run("Get-GlacierBatchEnvironment \"$name-*\""));
    }

    [Fact]
    public void Removing_asks_first_and_no_keeps_everything()
    {
        var questions = new QuestionHost("No");
        using var session = new ModuleSession(questions);
        session.Run(Prepare);
        var before = Snapshot.Of(session);

        session.Run("Remove-GlacierBatch $name");

        var question = Assert.Single(questions.Questions);
        Assert.Contains("Stop 1 jobs and remove the environment", question);
        Assert.Contains(session.Bucket, question);
        before.AssertUnchanged(session);
    }

    [Theory]
    [InlineData("Remove-GlacierBatch $name", 1)]
    [InlineData("Remove-GlacierBatch $name -Confirm:$false", 0)]
    [InlineData("Remove-GlacierBatch $name -Force", 0)]
    [InlineData("$ConfirmPreference = 'None'; Remove-GlacierBatch $name", 0)]
    public void Removing_asks_unless_it_is_told_not_to(string script, int asked)
    {
        var questions = new QuestionHost("Yes");
        using var session = new ModuleSession(questions);
        session.Run(Prepare);

        session.Run(script);

        Assert.Equal(asked, questions.Questions.Count);
        Assert.Empty(Snapshot.Of(session).Rows);
    }

    [Fact]
    public void Without_anybody_to_ask_removing_fails_and_changes_nothing()
    {
        using var session = new ModuleSession();
        session.Run(Prepare);
        var before = Snapshot.Of(session);

        var error = session.Fail("Remove-GlacierBatch $name");

        Assert.Contains("prompts the user", error.Exception.Message);
        before.AssertUnchanged(session);
    }

    [Fact]
    public void Confirm_asks_for_each_task_and_leaves_out_what_is_not_wanted()
    {
        var questions = new QuestionHost("No");
        using var session = new ModuleSession(questions);
        session.Run(Prepare);
        var before = Snapshot.Of(session);

        var jobs = session.Run("Submit-GlacierJob 134_Arsuk, 018_snebrae @window -Confirm");

        Assert.Empty(jobs);
        Assert.Equal(2, questions.Questions.Count);
        Assert.Contains("(1 vCPU, 256 MiB, 3600 s)", questions.Questions[0]);
        before.AssertUnchanged(session);
    }
}

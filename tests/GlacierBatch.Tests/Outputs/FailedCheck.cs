using GlacierBatch.Core.Outputs;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>What a defect must lead to, wherever the outputs lie.</summary>
internal static class FailedCheck
{
    /// <summary>The check failed, and names what and why; no check of an earlier layer did.</summary>
    public static void Require(Verdict verdict, string name, string what, string why)
    {
        Assert.Equal(CheckStatus.Failed, verdict.Status);
        var check = Assert.Single(verdict.Checks, check => check.Name == name);
        Assert.True(check.Status == CheckStatus.Failed, string.Join('\n', verdict.Checks));
        Assert.Contains(what, check.Evidence, StringComparison.Ordinal);
        Assert.Contains(why, check.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', check.Evidence);
        Assert.DoesNotContain(verdict.Checks, other => other.Layer < check.Layer && other.Status == CheckStatus.Failed);
    }
}

using System.Management.Automation;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs;
using GlacierBatch.PowerShell.Commands;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>How far Test-GlacierOutput says that it is.</summary>
public sealed class VerifyProgressTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<ProgressRecord> _shown = [];
    private readonly VerifyProgress _progress;

    public VerifyProgressTests() => _progress = new VerifyProgress(_shown.Add, _time);

    [Fact]
    public void It_tells_count_pace_what_did_not_pass_and_the_time_that_is_left()
    {
        _progress.Expect(6);
        Judge(CheckStatus.Passed, seconds: 2);
        Judge(CheckStatus.Failed, seconds: 2);
        Judge(CheckStatus.Unchecked, seconds: 2);

        Assert.Equal(
            ["1 of 6 verified, 0 did not pass, 30 a minute", "2 of 6 verified, 1 did not pass, 30 a minute",
                "3 of 6 verified, 2 did not pass, 30 a minute"], _shown.Select(record => record.StatusDescription));
        Assert.Equal([16, 33, 50], _shown.Select(record => record.PercentComplete));
        Assert.Equal([10, 8, 6], _shown.Select(record => record.SecondsRemaining));
        Assert.All(_shown, record => Assert.Equal(
            (VerifyProgress.Activity, "134_Arsuk", ProgressRecordType.Processing),
            (record.Activity, record.CurrentOperation, record.RecordType)));
    }

    [Fact]
    public void It_is_shown_a_few_times_a_second_at_most_and_taken_away_at_the_end()
    {
        _progress.Expect(100);
        for (var i = 0; i < 100; i++) Judge(CheckStatus.Passed, seconds: 0.01);
        _progress.End();

        Assert.Equal(
            ["25 of 100 verified", "50 of 100 verified", "75 of 100 verified", "100 of 100 verified", "Done"],
            _shown.Select(record => record.StatusDescription.Split(',')[0]));
        Assert.Equal(0, _shown[^2].SecondsRemaining);
        Assert.Equal(ProgressRecordType.Completed, _shown[^1].RecordType);
    }

    [Fact]
    public void What_is_done_at_once_shows_nothing()
    {
        _progress.Expect(3);
        for (var i = 0; i < 3; i++) Judge(CheckStatus.Passed, seconds: 0.05);
        _progress.End();

        Assert.Empty(_shown);
    }

    [Fact]
    public void More_than_was_expected_is_never_more_than_all()
    {
        // Jobs that come down the pipeline, and regions without a job, are counted only as they come.
        _progress.Expect(1);
        Judge(CheckStatus.Passed, seconds: 1);
        Judge(CheckStatus.Passed, seconds: 1);
        _progress.Expect(3);
        Judge(CheckStatus.Passed, seconds: 1);

        Assert.Equal([100, 100, 75], _shown.Select(record => record.PercentComplete));
        Assert.Equal([0, 0, 1], _shown.Select(record => record.SecondsRemaining));
    }

    private void Judge(CheckStatus status, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var check = new Check(CheckLayer.Complete, "Recorded", status, "?");
        _progress.Add(new Verdict("here", "134_Arsuk", Satellite.Landsat, [check], 0, 0));
    }
}

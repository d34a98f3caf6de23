using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Writes down what was measured for a criterion, or the name of a run that is about to be submitted. For the runbooks.</summary>
[Cmdlet(VerbsCommon.Add, "RunbookMeasurement", DefaultParameterSetName = ValueSet)]
public sealed class AddRunbookMeasurementCommand : AsyncCmdlet
{
    private const string ValueSet = "Value";
    private const string NotApplicableSet = "NotApplicable";
    private const string RunSet = "Run";

    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The criterion, or a figure that a trigger looks at.</summary>
    [Parameter(ParameterSetName = ValueSet, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = NotApplicableSet, Mandatory = true, Position = 1)]
    public string Name { get; set; } = "";

    /// <summary>The value: a number, a time, yes or no, a text; null where it could not be measured.</summary>
    [Parameter(ParameterSetName = ValueSet, Mandatory = true, Position = 2)]
    [AllowNull]
    [AllowEmptyString]
    public object? Value { get; set; }

    /// <summary>Why the criterion has no meaning here.</summary>
    [Parameter(ParameterSetName = NotApplicableSet, Mandatory = true)]
    public string? NotApplicable { get; set; }

    /// <summary>By what it is known, in one line.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [AllowEmptyString]
    [AllowNull]
    public string? Evidence { get; set; }

    /// <summary>The jobs that it rests on.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [AllowEmptyCollection]
    public string[] JobId { get; set; } = [];

    /// <summary>The objects in the bucket that it rests on.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [AllowEmptyCollection]
    public string[] ObjectKey { get; set; } = [];

    /// <summary>Lines of logs.</summary>
    [Parameter(ParameterSetName = ValueSet)]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] LogLine { get; set; } = [];

    /// <summary>The name of a run.</summary>
    [Parameter(ParameterSetName = RunSet, Mandatory = true)]
    public string Run { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        if (ParameterSetName == RunSet)
        {
            await session.RecordRunAsync(Run, cancellationToken);
            return;
        }

        await session.MeasureAsync(
            new Measurement(Name)
            {
                Number = RunbookTables.NumberOf(Value),
                Text = RunbookTables.NumberOf(Value) is null ? RunbookTables.TextOf(Value) : null,
                NotApplicable = NotApplicable,
                Evidence = Evidence,
                JobIds = JobId.Length == 0 ? null : JobId,
                ObjectKeys = ObjectKey.Length == 0 ? null : ObjectKey,
                LogLines = LogLine.Length == 0 ? null : LogLine,
            },
            cancellationToken);
        Tell(NotApplicable is null ? $"{Name}: {RunbookTables.TextOf(Value)} ({Evidence})" : $"{Name}: {NotApplicable}");
    }
}

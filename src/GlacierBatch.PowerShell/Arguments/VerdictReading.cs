using System.Collections;
using System.Globalization;
using System.Management.Automation;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Reports;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>Reads a verdict by its properties, so that one that went through a job or a remote session is as good.</summary>
internal static class VerdictReading
{
    /// <summary>The verdict.</summary>
    /// <exception cref="GlacierBatchException">NotAVerdict: it is none.</exception>
    public static ReportEntry Read(PSObject verdict)
    {
        if (Text(verdict, "Region") is not { } region || Text(verdict, "Satellite") is not { } satellite
            || !Enum.TryParse<CheckStatus>(Text(verdict, "Status"), out var status) || !Enum.IsDefined(status)
            || verdict.Properties["Checks"]?.Value is not { } checks)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "NotAVerdict",
                $"'{MessageText.Of(verdict.ToString())}' is no verdict.",
                "Pipe what Test-GlacierOutput emits, without -Quiet and -AsExitCode.", verdict);
        }

        return new ReportEntry
        {
            RunName = Text(verdict, "RunName"),
            Environment = Text(verdict, "Environment"),
            Region = region,
            Satellite = satellite,
            StartDate = Day(verdict, "StartDate"),
            EndDate = Day(verdict, "EndDate"),
            Status = status,
            Scenes = int.TryParse(Text(verdict, "Scenes"), NumberStyles.None, CultureInfo.InvariantCulture, out var scenes) ? scenes : 0,
            Evidence = Text(verdict, "Evidence") ?? "",
            Checks = [.. Items(checks).Select(ReadCheck)],
        };
    }

    private static IEnumerable<PSObject> Items(object checks)
    {
        var bare = checks is PSObject wrapped ? wrapped.BaseObject : checks;
        return bare is IEnumerable list and not string ? list.Cast<object>().Select(PSObject.AsPSObject) : [PSObject.AsPSObject(checks)];
    }

    private static Check ReadCheck(PSObject check) => new(
        Enum.TryParse<CheckLayer>(Text(check, "Layer"), out var layer) ? layer : CheckLayer.Complete,
        Text(check, "Name") ?? "",
        Enum.TryParse<CheckStatus>(Text(check, "Status"), out var status) ? status : CheckStatus.Unchecked,
        Text(check, "Evidence") ?? "");

    private static string? Text(PSObject from, string property) =>
        from.Properties[property]?.Value is { } value && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text
            ? text : null;

    private static string? Day(PSObject from, string property) => (from.Properties[property]?.Value is PSObject wrapped
        ? wrapped.BaseObject
        : from.Properties[property]?.Value) switch
    {
        DateOnly day => DateWindow.Format(day),
        DateTime time => DateWindow.Format(DateOnly.FromDateTime(time)),
        null => null,
        var other => other.ToString(),
    };
}

using System.Management.Automation;
using System.Text;
using GlacierBatch.Core;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Outputs.Reports;
using GlacierBatch.PowerShell.Arguments;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>
/// Writes verdicts of Test-GlacierOutput into a file that others read: JUnit XML for CI, Markdown for a pull request or a step summary,
/// JSON for programs.
/// </summary>
[Cmdlet(VerbsData.Export, "GlacierReport", SupportsShouldProcess = true)]
[OutputType(typeof(Verdict))]
public sealed class ExportGlacierReportCommand : AsyncCmdlet
{
    private readonly List<ReportEntry> _entries = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The verdicts.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>How they are written; by default as the file's ending says: .md, .xml, .json.</summary>
    [Parameter]
    public ReportFormat? Format { get; set; }

    /// <summary>Adds to the file, as a step summary wants it. For Markdown only.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Hands the verdicts on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Append && FormatOf(Path) != ReportFormat.Markdown)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "AppendNotPossible",
                "XML and JSON are one document, to which nothing can be added.",
                "Leave -Append out, or give -Format Markdown.", Path);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var verdict in InputObject)
        {
            _entries.Add(VerdictReading.Read(verdict));
            if (PassThru) Emit(verdict);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var path = ResolveNew(Path);
        if (!await MayAsync(path, $"Write a report of {_entries.Count} verdicts")) return;
        var text = OutputReport.Write(_entries, FormatOf(path));
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (Append) await File.AppendAllTextAsync(path, text, encoding, cancellationToken);
        else await File.WriteAllTextAsync(path, text, encoding, cancellationToken);
    }

    private ReportFormat FormatOf(string path) => Format ?? System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".xml" => ReportFormat.JUnitXml,
        ".json" => ReportFormat.Json,
        ".md" or ".markdown" => ReportFormat.Markdown,
        var other => throw new GlacierBatchException(ErrorKind.InvalidArgument, "ReportFormatUnknown",
            $"The file's ending '{other}' does not say how to write the report.", "Give -Format Markdown, JUnitXml or Json.", path),
    };
}

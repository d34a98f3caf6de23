namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>How verdicts are written for others to read.</summary>
public enum ReportFormat
{
    /// <summary>A section for a pull request, an issue or a workflow's step summary.</summary>
    Markdown,

    /// <summary>JUnit's XML, which CI systems show: a suite a task, a test case a check.</summary>
    JUnitXml,

    /// <summary>All of it, for programs.</summary>
    Json,
}

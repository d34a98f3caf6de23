using System.Globalization;
using System.Text;
using System.Xml;

namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>
/// Verdicts as JUnit's XML: a suite a task, a test case a check. What could not be checked is an error there, not a skipped case,
/// which CI systems show as fine.
/// </summary>
internal static class JUnitReport
{
    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyList<ReportEntry> entries)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteAttributeString("name", "GlacierBatch outputs");
            WriteCounts(writer, entries.SelectMany(entry => entry.Checks).ToList());
            foreach (var entry in entries) WriteSuite(writer, entry);
            writer.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    private static void WriteSuite(XmlWriter writer, ReportEntry entry)
    {
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", Text(entry.Title()));
        WriteCounts(writer, entry.Checks);
        foreach (var check in entry.Checks)
        {
            writer.WriteStartElement("testcase");
            writer.WriteAttributeString("classname", Text($"{entry.RunName ?? entry.Environment}.{entry.Region}.{check.Layer}"));
            writer.WriteAttributeString("name", Text($"{check.Name} {entry.Title()}"));
            if (check.Status != CheckStatus.Passed)
            {
                writer.WriteStartElement(check.Status == CheckStatus.Failed ? "failure" : "error");
                writer.WriteAttributeString("message", Text(check.Evidence));
                writer.WriteAttributeString("type", $"{check.Layer}.{Text(check.Name)}");
                writer.WriteEndElement();
            }
            else
            {
                writer.WriteElementString("system-out", Text(check.Evidence));
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter writer, IReadOnlyList<Check> checks)
    {
        void Write(string name, int count) => writer.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
        Write("tests", checks.Count);
        Write("failures", checks.Count(check => check.Status == CheckStatus.Failed));
        Write("errors", checks.Count(check => check.Status == CheckStatus.Unchecked));
        Write("skipped", 0);
    }

    /// <summary>Without characters that XML cannot say.</summary>
    private static string Text(string text) => MessageText.Of(text, 2000);
}

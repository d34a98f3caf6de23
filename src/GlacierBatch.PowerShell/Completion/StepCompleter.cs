using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GlacierBatch.PowerShell.Completion;

/// <summary>Completes numbers of the runbook's steps, by their files.</summary>
public sealed partial class StepCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters, string typed)
    {
        // This assembly is in module/bin.
        var own = Path.Combine(Path.GetDirectoryName(typeof(StepCompleter).Assembly.Location) ?? "", "..", "runbooks", "steps");
        var folders = boundParameters["RunbookPath"] is { } more ? new[] { own, $"{more}" } : [own];
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "Step*.ps1"))
            .Select(file => Number().Match(Path.GetFileName(file))).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Distinct().Order()
            .Select(number => number.ToString(CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^Step([0-9]{1,2})\.")]
    private static partial Regex Number();
}

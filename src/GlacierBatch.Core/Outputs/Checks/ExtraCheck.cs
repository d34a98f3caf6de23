using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether there is anything that the task did not write: scenes of its days left by another run, files that nobody
/// knows.</summary>
internal static class ExtraCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope)
    {
        var findings = new Findings(CheckLayer.Complete, "Extra");
        var known = scope.Files.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var unknown = scope.Files.Where(file => file.Kind == OutputKind.Other).Select(file => file.Path).ToList();
        foreach (var file in scope.There.All.Where(file => !known.Contains(file.Entry.Key)))
        {
            if (file.Kind == OutputKind.Other || (IsOfOneScene(file) && SceneNames.DateOf(scope.Satellite, file.Stem) is null))
            {
                findings.Doubt($"{file.Path} is no file of the scripts'");
            }
            else if (IsOfOneScene(file) && scope.Window.IsIn(scope.Satellite, file.Stem))
            {
                var age = file.Entry.LastModified < scope.Result?.Started ? ", older than the job" : "";
                findings.Fail($"{file.Path} is of the task's days and not of its record{age}");
            }
        }

        return findings.ToCheck(unknown.Count == 0
            ? "nothing that the task did not write"
            : $"nothing that the task did not write; it recorded unknown files: {string.Join(", ", unknown.Take(3))}");
    }

    private static bool IsOfOneScene(StoredFile file) => file.Kind is OutputKind.Scene or OutputKind.SceneMetadata;
}

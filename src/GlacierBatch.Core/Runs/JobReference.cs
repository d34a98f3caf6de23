using System.Globalization;

namespace GlacierBatch.Core.Runs;

/// <summary>Names a job: <c>environment/run:index</c>, as Batch names the children of an array.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Index">The task's position in the run.</param>
public sealed record JobReference(string Environment, string Run, int Index)
{
    /// <summary>Reads a job id.</summary>
    /// <exception cref="GlacierBatchException">It is none.</exception>
    public static JobReference Parse(string text)
    {
        var slash = text.IndexOf('/');
        var colon = text.LastIndexOf(':');
        if (slash > 0 && colon > slash + 1
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return new JobReference(text[..slash], text[(slash + 1)..colon], index);
        }

        throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidJobId", $"'{text}' is no job id.",
            "A job id reads environment/run:index; Get-GlacierJob lists them.", text);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Environment}/{Run}:{Index}");
}

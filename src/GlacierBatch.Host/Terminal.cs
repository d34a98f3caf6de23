using System.Globalization;

namespace GlacierBatch.Host;

/// <summary>What the three standard streams are connected to, and what may be written there.</summary>
/// <param name="Input">Whether a person can answer.</param>
/// <param name="Output">Whether standard output is a terminal.</param>
/// <param name="Error">Whether standard error is a terminal.</param>
/// <param name="Escapes">Whether the terminal understands escape sequences: cursor movements at least.</param>
/// <param name="Colour">Whether colours are wanted too.</param>
internal sealed record Terminal(bool Input, bool Output, bool Error, bool Escapes, bool Colour)
{
    // What pwsh takes for a redirected output.
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    /// <summary>The process's own streams.</summary>
    public static Terminal Detect()
    {
        var kind = Environment.GetEnvironmentVariable("TERM");
        // An old Windows console prints escape sequences as they are; a terminal that understands them says who it is.
        var modern = !OperatingSystem.IsWindows() || kind is not null || Environment.GetEnvironmentVariable("WT_SESSION") is not null;
        var escapes = modern && kind is not "dumb";
        // The convention of NO_COLOR: any value counts, save an empty one.
        var colour = escapes && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(!Console.IsInputRedirected, !Console.IsOutputRedirected, !Console.IsErrorRedirected, escapes, colour);
    }

    /// <summary>Columns of a line: COLUMNS where it is set, else the terminal's, else 120.</summary>
    public int Width()
    {
        var set = Environment.GetEnvironmentVariable("COLUMNS");
        if (int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0) return columns;
        return Size(static () => Console.WindowWidth, DefaultWidth);
    }

    /// <summary>Lines of a page.</summary>
    public int Height() => Size(static () => Console.WindowHeight, DefaultHeight);

    private int Size(Func<int> ask, int otherwise)
    {
        if (!Output && !Error) return otherwise;
        try
        {
            var size = ask();
            return size > 0 ? size : otherwise;
        }
        catch (IOException)
        {
            // A terminal that does not tell its size is treated as none.
            return otherwise;
        }
    }
}

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A request as it came to a <see cref="FaultProxy"/>.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Target">Path and query as on the wire.</param>
/// <param name="Head">The request line and all headers.</param>
/// <param name="BodyLength">Bytes.</param>
internal sealed record ProxiedRequest(string Method, string Target, string Head, long BodyLength)
{
    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>Whether it is of this verb and its target holds this text.</summary>
    public bool Is(string method, string text = "") => Method == method && Target.Contains(text, StringComparison.Ordinal);
}

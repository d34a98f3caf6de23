namespace GlacierBatch.Tests.TestSupport;

/// <summary>What a <see cref="FaultProxy"/> does to one request.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Resets the connection; the server never sees the request.</summary>
    internal sealed record Reset : Fault;

    /// <summary>Lets the server do its work, drops its answer and resets the connection.</summary>
    internal sealed record DropAnswer : Fault;

    /// <summary>Answers in the server's stead.</summary>
    internal sealed record Answer(int Status, string Body = "", string ContentType = "application/xml", string Headers = "") : Fault
    {
        /// <summary>An error as S3 words it.</summary>
        public static Answer S3(int status, string code, string message = "Injected.", string headers = "") => new(
            status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>",
            Headers: headers);
    }

    /// <summary>Passes on so many bytes of the answer's body, and then resets the connection or ends it in order.</summary>
    internal sealed record CutBody(long Bytes, bool InOrder = false) : Fault;

    /// <summary>Passes on so many bytes of the answer's body, and then nothing until the client gives up.</summary>
    internal sealed record StallBody(long Bytes) : Fault;

    /// <summary>Passes all on, with these bytes of the body inverted.</summary>
    internal sealed record SpoilBody(long At) : Fault;

    /// <summary>Passes the request on once the test lets it; the proxy's end does too.</summary>
    internal sealed record Hold(Task Until) : Fault;
}

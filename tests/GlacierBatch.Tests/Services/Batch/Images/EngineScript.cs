using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>
/// A program in an engine's place: it notes what it was called with, as everybody on the machine can see it, and then does what a test
/// wants, which may be to become the real engine.
/// </summary>
internal sealed class EngineScript : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="kind">The engine that it stands for.</param>
    /// <param name="body">What it does, in sh, after its calls were noted.</param>
    public EngineScript(EngineKind kind, string body)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The scripts that stand for engines need /bin/sh and /proc.");
        var path = _folder.File(kind.ToString().ToLowerInvariant());
        File.WriteAllText(path, $$"""
            #!/bin/sh
            here='{{_folder.Path}}'
            tr '\0' ' ' < /proc/$$/cmdline >> "$here/calls"
            echo >> "$here/calls"
            env >> "$here/variables"
            {{body}}

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Engine = new ContainerEngine(kind) { Program = path };
    }

    /// <summary>The engine.</summary>
    public ContainerEngine Engine { get; }

    /// <summary>The command lines so far.</summary>
    public string[] Calls => File.ReadAllLines(_folder.File("calls"));

    /// <summary>The variables of all calls so far.</summary>
    public string Variables => File.ReadAllText(_folder.File("variables"));

    /// <summary>A file that the script wrote.</summary>
    public string Read(string name) => File.ReadAllText(_folder.File(name));

    /// <summary>Whether the script wrote a file.</summary>
    public bool Has(string name) => File.Exists(_folder.File(name));

    public void Dispose() => _folder.Dispose();
}

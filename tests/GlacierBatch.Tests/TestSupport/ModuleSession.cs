using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// A runspace of the PowerShell engine with the built module in it, as a user has it. What scripts may use: <c>$name</c>, an
/// environment's name that no other test has, <c>$workload</c>, the sample's folder, and <c>$folder</c>, a folder of the test's own.
/// </summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;
    private readonly TemporaryFolder _folder = new();

    /// <summary>Opens one.</summary>
    /// <param name="questions">Who answers the module's questions; by default nobody, and a question is an error.</param>
    /// <param name="import">Whether the module is imported.</param>
    public ModuleSession(QuestionHost? questions = null, bool import = true)
    {
        var state = InitialSessionState.CreateDefault2();
        _runspace = questions is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(questions, state);
        _runspace.Open();
        Set("name", Name);
        Set("workload", SampleWorkload);
        Set("folder", Folder);
        Set("manifest", Manifest);
        if (import) Run("Import-Module $manifest");
    }

    /// <summary>The manifest in the repository's root.</summary>
    public static string Manifest { get; } = Path.Combine(RepositoryRoot.Path, "GlacierBatch.psd1");

    /// <summary>The sample workload.</summary>
    public static string SampleWorkload { get; } = Path.Combine(RepositoryRoot.Path, "samples", "workload");

    /// <summary>The name of an environment that no other test has.</summary>
    public string Name { get; } = $"t{Guid.NewGuid():N}"[..13];

    /// <summary>A folder of the test's own.</summary>
    public string Folder => _folder.Path;

    /// <summary>The default bucket of an environment.</summary>
    public string Bucket => Path.Combine(ModuleHome.Path, "buckets", Name);

    /// <summary>Sets a variable of the session.</summary>
    public void Set(string variable, object? value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>Makes the environment <c>$name</c> with the sample workload.</summary>
    /// <param name="more">More parameters, as they are typed.</param>
    public PSObject MakeEnvironment(string more = "") => One($"New-GlacierBatchEnvironment $name -Workload $workload {more}");

    /// <summary>Runs a script that is expected to work.</summary>
    /// <param name="script">The script; <c>$args</c> holds the arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What it emitted.</returns>
    public IReadOnlyList<PSObject> Run(string script, params object?[] arguments) => RunAll(script, arguments).Objects;

    /// <summary>Runs a script that is expected to work, and tells everything that it wrote.</summary>
    public SessionResult RunAll(string script, params object?[] arguments)
    {
        var result = Try(script, arguments);
        var errors = string.Join('\n', result.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"));
        Assert.True(errors.Length == 0, $"{script}\n{errors}");
        return result;
    }

    /// <summary>Runs a script that is expected to emit one object.</summary>
    public PSObject One(string script, params object?[] arguments) => Assert.Single(Run(script, arguments));

    /// <summary>Runs a script that is expected to end in one error, whether it is terminating or not, and to emit nothing.</summary>
    public ErrorRecord Fail(string script, params object?[] arguments)
    {
        var result = Try(script, arguments);
        Assert.Empty(result.Objects);
        return Assert.Single(result.Errors);
    }

    /// <summary>Runs a script, come what may.</summary>
    public SessionResult Try(string script, params object?[] arguments)
    {
        using var shell = Create(script, arguments);
        using var limit = new CancellationTokenSource(Eventually.LongestRun);
        using var stopping = limit.Token.Register(() => shell.BeginStop(null, null));
        ErrorRecord? thrown = null;
        var output = new PSDataCollection<PSObject>();
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException fault)
        {
            thrown = fault.ErrorRecord;
        }

        return SessionResult.Of(shell, output, thrown);
    }

    /// <summary>A script that the test runs itself, for instance to stop it; to be disposed of.</summary>
    public System.Management.Automation.PowerShell Create(string script, params object?[] arguments)
    {
        var shell = System.Management.Automation.PowerShell.Create(_runspace).AddScript(script);
        foreach (var argument in arguments) shell.AddArgument(argument);
        return shell;
    }

    public void Dispose()
    {
        // What runs is stopped, and the session's environments are forgotten: others list all that there are.
        const string end = """
            Import-Module $manifest
            Get-GlacierBatchEnvironment "$name*" -ErrorAction Ignore | Remove-GlacierBatch -Force
            Remove-Module GlacierBatch
            """;
        using (var shell = Create(end)) shell.Invoke();
        _runspace.Dispose();
        _folder.Dispose();
    }
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Containers;

/// <summary>
/// The processor's libraries from each kind of lock file. pip is real, with a wheel of the test's own for a registry; pixi and
/// micromamba cannot be had here, so stand-ins write down how they are called and make what they would.
/// </summary>
public sealed class StackInstallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StackInstallTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "An image's build runs in a Linux shell.");

    private static string Script => Path.Combine(RepositoryRoot.Path, "containers", "stack", "install-stack.sh");

    private string Stack => _folder.File("stack");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pip_installs_the_wheels_that_the_lock_names_and_goes()
    {
        var environment = _folder.File("venv");
        Assert.SkipUnless((await ProgramAsync("python3", "-m", "venv", environment)).ExitCode == 0, "This Python has no venv.");
        var checksum = WriteWheel("glacierprobe", "1.2.3");
        WriteLock("requirements.lock", $"glacierprobe==1.2.3 --hash=sha256:{checksum}\n");

        await InstallAsync("requirements.lock", Path.Combine(environment, "bin"), ("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", _folder.Path));

        // A venv's interpreter knows its place by the path that it is started by.
        var python = File.ResolveLinkTarget(Path.Combine(Stack, "bin", "python3"), returnFinalTarget: false)?.FullName ?? "";
        Assert.Equal(Path.Combine(environment, "bin", "python3"), python);
        var asked = await ProgramAsync(python, "-c", "import glacierprobe; print(glacierprobe.VERSION)");
        Assert.Equal("1.2.3\n", asked.Output);
        Assert.NotEqual(0, (await ProgramAsync(python, "-m", "pip", "--version")).ExitCode);
    }

    [Fact]
    public async Task Pip_refuses_a_wheel_that_is_not_the_one_of_the_lock()
    {
        var environment = _folder.File("venv");
        Assert.SkipUnless((await ProgramAsync("python3", "-m", "venv", environment)).ExitCode == 0, "This Python has no venv.");
        WriteWheel("glacierprobe", "1.2.3");
        WriteLock("requirements.lock", $"glacierprobe==1.2.3 --hash=sha256:{new string('0', 64)}\n");

        var refused = await RunAsync(
            "requirements.lock", Path.Combine(environment, "bin"), ("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", _folder.Path));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("HASHES", refused.Output + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_groups_pixi_lock_is_installed_frozen_and_its_python_is_the_images()
    {
        WriteLock("pixi.lock", "version: 6\n");
        WriteLock("pixi.toml", "[project]\nname = 'flow'\n");
        var tools = StandIn("pixi", """
            [ -e pixi.toml ] && [ -e pixi.lock ] || exit 9
            mkdir -p .pixi/envs/default/bin
            ln -s "$(command -v python3)" .pixi/envs/default/bin/python3
            """);

        await InstallAsync("pixi.lock", tools);

        Assert.Equal("install --frozen\n", await File.ReadAllTextAsync(_folder.File("pixi.calls"), TestContext.Current.CancellationToken));
        await RequirePythonAsync();
        Assert.False(File.Exists(Path.Combine(tools, "pixi")));
    }

    [Theory]
    [InlineData("environment.yml")]
    [InlineData("conda-lock.yml")]
    public async Task A_groups_conda_lock_is_installed_by_micromamba_and_its_python_is_the_images(string name)
    {
        WriteLock(name, "dependencies: [python]\n");
        var tools = StandIn("micromamba", """
            [ "$1" = clean ] && exit 0
            mkdir -p "$4/bin"
            ln -s "$(command -v python3)" "$4/bin/python3"
            """);

        await InstallAsync(name, tools);

        var calls = await File.ReadAllLinesAsync(_folder.File("micromamba.calls"), TestContext.Current.CancellationToken);
        Assert.Equal([$"create --yes --prefix {Stack}/env --file {Stack}/{name}", "clean --all --yes"], calls);
        await RequirePythonAsync();
        Assert.False(File.Exists(Path.Combine(tools, "micromamba")));
    }

    [Fact]
    public async Task A_lock_that_leaves_no_python_or_is_none_fails_the_build()
    {
        WriteLock("pixi.lock", "");
        var nothing = await RunAsync("pixi.lock", StandIn("pixi", "true"));
        Assert.NotEqual(0, nothing.ExitCode);
        Assert.Contains("There is no", nothing.Error, StringComparison.Ordinal);

        var unknown = await RunAsync("poetry.toml", _folder.Path);
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("'poetry.toml' is neither", unknown.Error, StringComparison.Ordinal);
    }

    private void WriteLock(string name, string text)
    {
        Directory.CreateDirectory(Stack);
        File.WriteAllText(Path.Combine(Stack, name), text);
    }

    /// <summary>A program that writes down its arguments and does this; the folder that holds it.</summary>
    private string StandIn(string name, string body)
    {
        var tools = _folder.File("tools");
        Directory.CreateDirectory(tools);
        var path = Path.Combine(tools, name);
        File.WriteAllText(path, $"#!/bin/sh\necho \"$*\" >> '{_folder.File($"{name}.calls")}'\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return tools;
    }

    /// <summary>A wheel of one module, as pip takes it.</summary>
    /// <returns>Its SHA-256.</returns>
    private string WriteWheel(string name, string version)
    {
        var path = _folder.File($"{name}-{version}-py3-none-any.whl");
        using (var wheel = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            var info = $"{name}-{version}.dist-info";
            Add(wheel, $"{name}.py", $"VERSION = '{version}'\n");
            Add(wheel, $"{info}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
            Add(wheel, $"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add(wheel, $"{info}/RECORD", $"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    private async Task RequirePythonAsync() =>
        Assert.Equal("1\n", (await ProgramAsync(Path.Combine(Stack, "bin", "python3"), "-c", "print(1)")).Output);

    private async Task InstallAsync(string name, string tools, params (string Name, string Value)[] variables)
    {
        var result = await RunAsync(name, tools, variables);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private async Task<HostResult> RunAsync(string name, string tools, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}", ["HOME"] = _folder.Path,
        };
        foreach (var (variable, value) in variables) environment[variable] = value;
        await using var process = HostProcess.StartProgram("sh", [Script, Stack, name], environment, _folder.Path, "");
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HostResult> ProgramAsync(string program, params string[] arguments)
    {
        await using var process = HostProcess.StartProgram(program, arguments, null, _folder.Path, "");
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}

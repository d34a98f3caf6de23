using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace GlacierBatch.Host;

/// <summary>What the engine knows of the program that hosts it. There is no prompt, so nothing nests.</summary>
internal sealed class ConsoleHost(ConsoleUserInterface ui) : PSHost
{
    /// <summary>The code of the script's `exit`; null as long as it has not called it.</summary>
    public int? ExitRequested { get; private set; }

    public override string Name => "GlacierBatch.Host";

    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ui;

    /// <summary>The console behind <see cref="UI"/>.</summary>
    public ConsoleUserInterface Console => ui;

    public override CultureInfo CurrentCulture => HostCulture.English;

    public override CultureInfo CurrentUICulture => HostCulture.English;

    public override void SetShouldExit(int exitCode) => ExitRequested = exitCode;

    public override void EnterNestedPrompt() =>
        throw new PSNotSupportedException("The host has no prompt to suspend a command to; use pwsh for debugging.");

    public override void ExitNestedPrompt() =>
        throw new PSNotSupportedException("The host has no prompt to suspend a command to; use pwsh for debugging.");

    public override void NotifyBeginApplication()
    {
        // A child process draws over the status line, so it must not be there.
        ui.ClearStatus();
    }

    public override void NotifyEndApplication()
    {
        // Nothing was changed for the child process that would have to be changed back.
    }
}

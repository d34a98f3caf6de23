using System.Management.Automation;
using System.Management.Automation.Host;

namespace GlacierBatch.Host;

/// <summary>The screen, as far as formatting asks for it: its size and its colours. Its cells can be neither read nor written.</summary>
internal sealed class ConsoleRawUserInterface(Terminal terminal) : PSHostRawUserInterface
{
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize
    {
        get => new(terminal.Width(), terminal.Height());
        set => throw Unsupported();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw Unsupported();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw Unsupported();
    }

    public override Coordinates CursorPosition
    {
        get => new(0, 0);
        set => throw Unsupported();
    }

    public override int CursorSize
    {
        get => 25;
        set => throw Unsupported();
    }

    public override bool KeyAvailable => terminal.Input && Console.KeyAvailable;

    public override string WindowTitle { get; set; } = "";

    public override void FlushInputBuffer()
    {
        while (KeyAvailable) Console.ReadKey(intercept: true);
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw Unsupported();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Unsupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    private static PSNotSupportedException Unsupported() =>
        new("The host's screen tells its size and no more; use pwsh for scripts that draw on it.");
}

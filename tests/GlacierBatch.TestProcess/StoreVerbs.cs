using System.Globalization;
using System.Text;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.TestProcess;

/// <summary>What another process does to a folder store.</summary>
internal static class StoreVerbs
{
    public static async Task<int> TryPutAsync(string folder, string key, string content)
    {
        await StartAsync();
        var version = await new FileObjectStore(folder).TryPutAsync(key, Encoding.UTF8.GetBytes(content), PutCondition.Absent);
        Console.WriteLine(version is null ? "lost" : "won");
        return 0;
    }

    /// <summary>Adds one to a number, so many times, beginning again whenever another process was quicker.</summary>
    public static async Task<int> IncrementAsync(string folder, string key, int times)
    {
        await StartAsync();
        var store = new FileObjectStore(folder);
        for (var done = 0; done < times;)
        {
            var current = await store.GetAsync(key) ?? throw new InvalidOperationException("The counter is gone.");
            var next = int.Parse(Encoding.UTF8.GetString(current.Content.Span), CultureInfo.InvariantCulture) + 1;
            var bytes = Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture));
            if (await store.TryPutAsync(key, bytes, PutCondition.Match(current.ETag)) is not null) done++;
        }

        Console.WriteLine("done");
        return 0;
    }

    /// <summary>Writes so many bytes of an object whose rest never comes.</summary>
    public static async Task<int> PutHalfAsync(string folder, string key, int bytes)
    {
        await StartAsync();
        await new FileObjectStore(folder).PutAsync(key, new StallingStream(bytes, () => Console.WriteLine("half")));
        return 1;
    }

    /// <summary>Replaces an object again and again: all of it 'A', all of it 'B'.</summary>
    public static async Task<int> PutForeverAsync(string folder, string key, int bytes)
    {
        await StartAsync();
        var store = new FileObjectStore(folder);
        for (var n = 0; ; n++)
        {
            var content = new byte[bytes];
            Array.Fill(content, n % 2 == 0 ? (byte)'A' : (byte)'B');
            await store.PutAsync(key, new MemoryStream(content));
            Console.WriteLine(n.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Holds a key's lock until a second line comes.</summary>
    public static async Task<int> HoldAsync(string folder, string key)
    {
        await StartAsync();
        using var held = await new FileObjectLocks(new FileObjectPaths(folder), TimeProvider.System)
            .AcquireAsync(key, CancellationToken.None);
        Console.WriteLine("held");
        await Console.In.ReadLineAsync();
        return 0;
    }

    private static async Task StartAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
    }
}

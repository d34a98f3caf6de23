using GlacierBatch.Contract.Json;

namespace GlacierBatch.Core.Costs;

/// <summary>The prices that estimates are made with: a file that is shipped with the module, or one of the user's own.</summary>
public sealed record PriceBook
{
    /// <summary>The format that this version reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The AWS region whose prices are taken for one that the book does not have.</summary>
    public const string DefaultRegion = "us-west-2";

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The currency: USD.</summary>
    public required string Currency { get; init; }

    /// <summary>The prices.</summary>
    public required IReadOnlyList<Price> Prices { get; init; }

    /// <summary>The numbers that are assumed.</summary>
    public required IReadOnlyList<Assumption> Assumptions { get; init; }

    /// <summary>The day of its newest price.</summary>
    public DateOnly Date => Prices.Max(price => price.Date);

    /// <summary>The file that is shipped with the module.</summary>
    public static string ShippedPath =>
        Path.Combine(Path.GetDirectoryName(typeof(PriceBook).Assembly.Location) ?? AppContext.BaseDirectory, "prices.json");

    /// <summary>Reads a book.</summary>
    /// <param name="path">The file; null takes the shipped one.</param>
    /// <exception cref="GlacierBatchException">PriceBookNotReadable: it is not there, or none; the message says why.</exception>
    public static PriceBook Read(string? path)
    {
        path ??= ShippedPath;
        try
        {
            return Documents.Read(File.ReadAllBytes(path), CoreJson.Default.PriceBook, CurrentFormat, path).Validated(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new GlacierBatchException(ErrorKind.InvalidData, "PriceBookNotReadable",
                $"The prices in {MessageText.OfPath(path)} cannot be used: {fault.Message}",
                $"Begin with a copy of {ShippedPath}, or leave -PriceBook out.", path, fault);
        }
    }

    /// <summary>Whether it has prices of an AWS region.</summary>
    public bool Knows(string region) => Prices.Any(price => price.Regions.Contains(region));

    /// <summary>What one unit costs in an AWS region that the book has.</summary>
    /// <exception cref="GlacierBatchException">PriceMissing: the book has no such price.</exception>
    public double Usd(string id, string region) => Find(id, region)?.Usd ?? throw Missing(id, region);

    /// <summary>A price, or null.</summary>
    public Price? Find(string id, string region) => Prices.FirstOrDefault(price => price.Id == id && price.Regions.Contains(region));

    /// <summary>An assumed number.</summary>
    /// <exception cref="GlacierBatchException">PriceMissing: the book has none.</exception>
    public double Assumed(string id) => Assumptions.FirstOrDefault(each => each.Id == id)?.Value ?? throw Missing(id, "any AWS region");

    /// <summary>The machines that it has prices of.</summary>
    public IEnumerable<Price> Machines(string region) =>
        Prices.Where(price => price is { VCpu: > 0, MemoryGiB: > 0 } && price.Regions.Contains(region));

    private static GlacierBatchException Missing(string id, string where) => new(ErrorKind.NotFound, "PriceMissing",
        $"The price book has no '{id}' for {where}.", "Add it to your copy, with date and source.", id);

    private PriceBook Validated(string path)
    {
        if (Prices.Count > 0 && Prices.All(price => price.Usd >= 0 && double.IsFinite(price.Usd))
            && Assumptions.All(each => each.Value >= 0 && double.IsFinite(each.Value)))
        {
            return this;
        }

        throw new InvalidDataException($"The document {path} holds no prices, or one below 0.");
    }
}

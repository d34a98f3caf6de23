namespace GlacierBatch.Core.Costs;

/// <summary>A line of an estimated bill.</summary>
/// <param name="Item">What is paid for.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="UsdPerUnit">What one unit costs, in US dollars.</param>
/// <param name="Basis">Where the quantity comes from.</param>
public sealed record CostLine(string Item, double Quantity, string Unit, double UsdPerUnit, string Basis)
{
    /// <summary>What it costs, in US dollars.</summary>
    public double Usd => Quantity * UsdPerUnit;
}

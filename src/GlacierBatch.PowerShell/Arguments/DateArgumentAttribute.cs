using System.Globalization;
using System.Management.Automation;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>
/// Takes a day as <c>2025-08-01</c>, or a date of PowerShell's or .NET's. Other texts are refused: which of 08/01/2025's numbers is
/// the month depends on who reads it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DateArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            DateOnly day => day,
            DateTime time => DateOnly.FromDateTime(time),
            DateTimeOffset time => DateOnly.FromDateTime(time.DateTime),
            string text when DateOnly.TryParseExact(
                text.Trim(), DateWindow.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
            var other => throw new ArgumentTransformationMetadataException(
                $"'{other}' is not a date: write it as year-month-day, for instance 2025-08-01."),
        };
}

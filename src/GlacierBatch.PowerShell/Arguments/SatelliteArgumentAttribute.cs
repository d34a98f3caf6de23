using System.Management.Automation;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>
/// Says in one sentence which imagery there is, where a text names none; the engine's own takes two lines and speaks of types.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SatelliteArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        foreach (var given in LanguagePrimitives.GetEnumerable(inputData) ?? new[] { inputData })
        {
            if (LanguagePrimitives.TryConvertTo<Satellite>(given, out _)) continue;
            throw new ArgumentTransformationMetadataException(
                $"'{MessageText.Of($"{given}")}' is not a satellite: write sentinel2 or landsat.");
        }

        return inputData;
    }
}

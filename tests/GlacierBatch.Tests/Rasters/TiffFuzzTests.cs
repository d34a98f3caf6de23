using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Tests.Rasters;

/// <summary>Whatever the bytes, there is a header or a reason.</summary>
public sealed class TiffFuzzTests
{
    private static readonly byte[][] Valid =
    [
        new TiffBuilder().Build(),
        new TiffBuilder { IsBig = true }.Build(),
        new TiffBuilder { IsLittleEndian = false }.Build(),
        new TiffBuilder { IsBig = true, IsLittleEndian = false }.Build(),
        Grid(),
    ];

    [Property(MaxTest = 500)]
    public bool Random_bytes_give_a_reason(byte[] bytes) => EndsWell(bytes);

    [Property(MaxTest = 500)]
    public bool Random_bytes_after_a_valid_beginning_end_well(byte[] bytes) => Valid.All(v => EndsWell([.. v[..16], .. bytes]));

    [Property(MaxTest = 3000)]
    public Property Mutations_and_truncations_end_well()
    {
        var byteValue = Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7F, 0x80, 0xFF), Gen.Choose(0, 255).Select(b => (byte)b));
        var changes = Gen.Choose(0, 1000).SelectMany(at => byteValue.Select(value => (At: at, Value: value))).ArrayOf();
        var cases = Gen.Elements(Valid).SelectMany(v => Gen.Choose(0, v.Length).SelectMany(cut => changes.Select(c => (v, cut, c))));
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var mutated = x.v.ToArray();
            foreach (var (at, value) in x.c) mutated[at % mutated.Length] = value;
            return EndsWell(mutated) && EndsWell(mutated[..x.cut]);
        });
    }

    [Property(MaxTest = 1)]
    public bool Every_single_byte_at_its_extremes_ends_well() =>
        Valid.All(v => Enumerable.Range(0, Math.Min(v.Length, 400)).All(i => new byte[] { 0, 1, 0x7F, 0x80, 0xFE, 0xFF }.All(b =>
        {
            var mutated = v.ToArray();
            mutated[i] = b;
            return EndsWell(mutated);
        })));

    private static bool EndsWell(byte[] bytes)
    {
        try
        {
            return TiffHeader.ReadAsync(new MemoryStream(bytes)).GetAwaiter().GetResult() is { Width: > 0, Height: > 0, Bands: > 0 };
        }
        catch (TiffFormatException e)
        {
            return e.Message.Length is > 5 and < 200 && !e.Message.Contains('\n', StringComparison.Ordinal);
        }
    }

    private static byte[] Grid()
    {
        var stream = new MemoryStream();
        GridTemplate.WriteAsync(stream, new Bounds(0, 0, 6000, 9000), 3413, 10).GetAwaiter().GetResult();
        return stream.ToArray();
    }
}

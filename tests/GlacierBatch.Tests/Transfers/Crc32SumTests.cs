using System.IO.Hashing;
using System.Security.Cryptography;
using GlacierBatch.Contract.Objects;
using Xunit;

namespace GlacierBatch.Tests.Transfers;

/// <summary>Checksums of parts are put together as S3 does.</summary>
public sealed class Crc32SumTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1000, 77)]
    [InlineData(77, 1 << 20)]
    public void The_sum_of_two_pieces_is_that_of_the_whole(int first, int second)
    {
        var content = RandomNumberGenerator.GetBytes(first + second);
        var sum = Crc32Sum.Append(Crc32.HashToUInt32(content.AsSpan(0, first)), Crc32.HashToUInt32(content.AsSpan(first)), second);
        Assert.Equal(Crc32.HashToUInt32(content), sum);
    }
}

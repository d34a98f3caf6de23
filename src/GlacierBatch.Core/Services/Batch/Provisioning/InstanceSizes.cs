using System.Globalization;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// The instance types of the families in use, without asking AWS. In these families memory goes by vCPUs: 2 GiB in c, 4 in m, 8 in r
/// (https://aws.amazon.com/ec2/instance-types/, of November 2026).
/// </summary>
internal static class InstanceSizes
{
    private static readonly string[] Families =
    [
        "c5", "c5a", "c5d", "c6i", "c6a", "c6id", "c7i", "c7a", "c6g", "c7g",
        "m5", "m5a", "m5d", "m6i", "m6a", "m6id", "m7i", "m7a", "m6g", "m7g",
        "r5", "r5a", "r5d", "r5b", "r5n", "r6i", "r6a", "r6id", "r7i", "r7a", "r6g", "r7g",
    ];

    /// <summary>A type by name; null where the table does not have it.</summary>
    public static InstanceSize? Find(string type)
    {
        var parts = type.Split('.');
        if (parts.Length != 2 || !Families.Contains(parts[0]) || VCpus(parts[1]) is not { } vCpus) return null;
        var gibPerVCpu = parts[0][0] switch { 'c' => 2, 'm' => 4, _ => 8 };
        return new InstanceSize(type, vCpus, vCpus * gibPerVCpu * 1024, parts[0].Contains('g', StringComparison.Ordinal));
    }

    /// <summary>The smallest type of the defaults on which a task fits, or null.</summary>
    public static InstanceSize? NearestFor(double vCpu, int memoryMiB) => BatchSettings.DefaultInstanceTypes
        .Select(type => Find(type)!).Where(size => size.Holds(vCpu, memoryMiB))
        .OrderBy(size => size.VCpu).ThenBy(size => size.MemoryMiB).FirstOrDefault();

    private static int? VCpus(string size)
    {
        if (size == "large") return 2;
        if (!size.EndsWith("xlarge", StringComparison.Ordinal)) return null;
        var times = size[..^"xlarge".Length];
        if (times.Length == 0) return 4;
        return int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 2 and <= 48
            ? number * 4 : null;
    }
}

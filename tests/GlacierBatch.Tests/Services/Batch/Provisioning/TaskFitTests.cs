using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Sizes that can never start, and what would.</summary>
public sealed class TaskFitTests
{
    [Theory]
    [InlineData("c5.large", 2, 4096, false)]
    [InlineData("m5.large", 2, 8192, false)]
    [InlineData("m6g.large", 2, 8192, true)]
    [InlineData("r6i.2xlarge", 8, 65536, false)]
    [InlineData("r5.24xlarge", 96, 786432, false)]
    public void The_table_has_what_aws_says(string type, int vCpus, int memory, bool isArm) =>
        Assert.Equal(new InstanceSize(type, vCpus, memory, isArm), InstanceSizes.Find(type));

    [Theory]
    [InlineData("optimal")]
    [InlineData("r6i")]
    [InlineData("r5.metal")]
    [InlineData("x1e.32xlarge")]
    [InlineData("m5.nano")]
    public void What_it_does_not_have_is_not_guessed(string type) => Assert.Null(InstanceSizes.Find(type));

    [Theory]
    [InlineData("m5.large")]
    [InlineData("r5.large")]
    [InlineData("c5.xlarge")]
    public void No_instance_offers_all_of_its_memory(string type)
    {
        var size = InstanceSizes.Find(type)!;

        Assert.False(size.Holds(1, size.MemoryMiB));
        Assert.True(size.Holds(1, size.MemoryMiB * 15 / 16), "a size class less the agent's share");
    }

    [Fact]
    public void The_largest_size_class_fits_on_the_defaults() =>
        TaskFit.Require([.. BatchSettings.DefaultInstanceTypes.Select(type => InstanceSizes.Find(type)!)], 1, 30 * 1024);

    [Theory]
    [InlineData(1, 4000, "-VCpu 1 -MemoryMiB 4096")]
    [InlineData(3, 8192, "-VCpu 4 -MemoryMiB 8192")]
    [InlineData(0.25, 4096, "-VCpu 0.5 -MemoryMiB 4096")]
    public void Fargate_offers_the_nearest_pair(double vCpu, int memory, string nearest)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => TaskFit.RequireFargate(vCpu, memory));

        Assert.Equal("FargateSizeUnknown", fault.ErrorId);
        Assert.Contains(nearest, fault.Recommendation);
    }

    [Fact]
    public void Machines_of_two_architectures_are_refused()
    {
        var fault = Assert.Throws<GlacierBatchException>(
            () => TaskFit.RequireOneArchitecture([InstanceSizes.Find("r6g.large")!, InstanceSizes.Find("r6i.large")!]));
        Assert.Equal("MixedArchitectures", fault.ErrorId);
    }
}

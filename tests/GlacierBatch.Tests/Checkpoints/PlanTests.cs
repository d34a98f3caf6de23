using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>What the plan's table says besides bounds and decisions: what each step does, for how long, and instead of what.</summary>
public sealed class PlanTests
{
    [Theory]
    [InlineData(1, "Hello world", "The hello image, the smallest environment, one job", 1)]
    [InlineData(2, "S3 write", "A job writes batch-test/hello.txt", 2)]
    [InlineData(3, "Geospatial stack", "The processor image is built and pushed, and imports all", 3)]
    [InlineData(4, "Single glacier", "140_CentralLindenow, sentinel2, 2025-08-01 to 2025-08-06", 4)]
    [InlineData(5, "Several regions", "A dry run, then 140_CentralLindenow alone, then with 134_Arsuk,191_Hagen_Brae", 6)]
    [InlineData(6, "Production test", "64 vCPU, the regions 0:25 of the catalogue", 24)]
    public void A_step_does_what_the_table_says_in_its_time(int number, string name, string does, double hours)
    {
        var step = StepFiles.Step(number);

        Assert.Equal((name, does, TimeSpan.FromHours(hours)), (step.Name, step.Does, step.Limit));
    }

    [Fact]
    public void All_steps_together_have_sixteen_hours() => Assert.Equal(TimeSpan.FromHours(16), StepFiles.Plan.Limit);

    [Theory]
    [InlineData(1, "ECS on EC2", "Stay on Lambda")]
    [InlineData(2, "Write to an EBS volume, and sync it to S3 from time to time")]
    [InlineData(3, "Simplify the image", "Build the stack with conda")]
    [InlineData(4, "Keep Lambda", "Optimise the HPC cluster")]
    [InlineData(5, "Smaller runs", "Revert to Lambda")]
    public void A_step_that_is_not_go_has_the_tables_alternatives(int number, params string[] alternatives) =>
        Assert.Equal(alternatives, StepFiles.Step(number).Alternatives);

    [Theory]
    [InlineData(4, "Scenes", "is 6")]
    [InlineData(4, "SceneSize", "1.2 MB +-20 %")]
    [InlineData(4, "IndividualCsv", "is 6")]
    [InlineData(5, "DryRun", "is 3")]
    [InlineData(5, "FirstRun", "is 1 of 1")]
    [InlineData(5, "SecondRun", "is 3 of 3")]
    [InlineData(6, "Capacity", "at least 64 vCPU")]
    public void A_bound_that_a_team_may_change_is_the_tables_unless_it_does(int number, string criterion, string bound) =>
        Assert.Equal(bound, StepFiles.Step(number).Criteria.Single(rule => rule.Name == criterion).Bound);
}

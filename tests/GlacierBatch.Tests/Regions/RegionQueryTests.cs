using FsCheck;
using FsCheck.Xunit;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Core;
using GlacierBatch.Core.Regions;
using Xunit;

namespace GlacierBatch.Tests.Regions;

/// <summary>Which regions names, wildcards, ranges and areas choose.</summary>
public sealed class RegionQueryTests
{
    private static readonly RegionCatalog Catalog = CatalogOf(
        ("140_CentralLindenow", 300), ("001_alison", 100), ("134_Arsuk", 200), ("191_Hagen_Brae", 400), ("010_b", 50));

    [Fact]
    public void No_condition_selects_all_in_ordinal_order() =>
        Assert.Equal(["001_alison", "010_b", "134_Arsuk", "140_CentralLindenow", "191_Hagen_Brae"], Names(new RegionQuery()));

    [Theory]
    [InlineData("134_arsuk", "134_Arsuk")]
    [InlineData("134`_Arsuk", "134_Arsuk")]
    [InlineData("*lind*", "140_CentralLindenow")]
    [InlineData("1??_*", "134_Arsuk", "140_CentralLindenow", "191_Hagen_Brae")]
    [InlineData("0[01][0-9]_[A-Z]*", "001_alison", "010_b")]
    [InlineData("*_[a-bH]*", "001_alison", "010_b", "134_Arsuk", "191_Hagen_Brae")]
    [InlineData("*", "001_alison", "010_b", "134_Arsuk", "140_CentralLindenow", "191_Hagen_Brae")]
    [InlineData("*x*y*")]
    [InlineData("[`*]*")]
    [InlineData("*a*_*e", "191_Hagen_Brae")]
    public void Names_match_as_in_PowerShell(string pattern, params string[] expected) =>
        Assert.Equal(expected, Names(new RegionQuery { Names = [pattern] }));

    [Fact]
    public void A_region_named_twice_is_selected_once_and_in_the_catalogues_order() =>
        Assert.Equal(
            ["001_alison", "191_Hagen_Brae"],
            Names(new RegionQuery { Names = ["191_Hagen_Brae", "001*", "*hagen*", "001_alison"] }));

    [Fact]
    public void No_names_at_all_select_nothing_rather_than_everything() => Assert.Empty(Names(new RegionQuery { Names = [] }));

    [Fact]
    public void One_unknown_name_among_good_ones_fails_with_the_three_nearest()
    {
        var fault = Fault(new RegionQuery { Names = ["001_alison", "*", "140_CentralLindnow", "nix"] });

        Assert.Equal("UnknownRegion", fault.ErrorId);
        Assert.Equal(ErrorKind.NotFound, fault.Kind);
        Assert.Equal("140_CentralLindnow", fault.Target);
        Assert.Contains("the nearest are 140_CentralLindenow, ", fault.Message);
        Assert.Equal(2, fault.Message[fault.Message.IndexOf("nearest", StringComparison.Ordinal)..].Count(character => character == ','));
        Assert.Contains("1 more", fault.Message);
    }

    [Fact]
    public void A_hostile_name_is_shortened_and_its_control_characters_are_replaced()
    {
        var fault = Fault(new RegionQuery { Names = ["\u001b`[31m\r\n\u202e" + new string('x', 100_000)] });

        Assert.Equal("UnknownRegion", fault.ErrorId);
        Assert.True(fault.Message.Length < 400);
        Assert.DoesNotContain(fault.Message, character => char.IsControl(character) || character == '\u202e');
    }

    [Theory]
    [InlineData("[abc")]
    [InlineData("a[]")]
    [InlineData("[z-a]*")]
    public void A_broken_set_is_refused(string pattern) =>
        Assert.Equal("InvalidNamePattern", Fault(new RegionQuery { Names = [pattern] }).ErrorId);

    [Fact]
    public void Positions_count_in_the_whole_catalogue_whatever_else_is_asked() =>
        Assert.Equal(["134_Arsuk"], Names(new RegionQuery { Index = [IndexRange.Parse("2:4"), IndexRange.Parse("0")], Names = ["*s*k"] }));

    [Fact]
    public void Overlapping_ranges_select_each_region_once() =>
        Assert.Equal(
            ["001_alison", "010_b", "134_Arsuk"],
            Names(new RegionQuery { Index = [IndexRange.Parse("1:3"), IndexRange.Parse(":2")] }));

    [Fact]
    public void One_range_beyond_the_catalogue_fails_even_beside_a_good_one()
    {
        var fault = Fault(new RegionQuery { Index = [IndexRange.Parse("0"), IndexRange.Parse("5:9")] });

        Assert.Equal("IndexOutOfRange", fault.ErrorId);
        Assert.Contains("5 regions", fault.Message);
    }

    [Fact]
    public void The_least_area_is_included_and_the_limit_is_not() =>
        Assert.Equal(["001_alison", "134_Arsuk"], Names(new RegionQuery { MinAreaKm2 = 100, MaxAreaKm2 = 300 }));

    [Theory]
    [InlineData(300.0, 100.0)]
    [InlineData(100.0, 100.0)]
    [InlineData(double.NaN, null)]
    [InlineData(null, double.NaN)]
    public void An_area_range_that_holds_nothing_is_refused(double? least, double? limit) =>
        Assert.Equal("InvalidAreaRange", Fault(new RegionQuery { MinAreaKm2 = least, MaxAreaKm2 = limit }).ErrorId);

    [Property]
    public void A_catalogue_is_in_ordinal_order_however_it_was_given(PositiveInt[] numbers)
    {
        var names = numbers.Select(number => $"{number.Get % 7}{(number.Get % 2 == 0 ? "_a" : "_B")}{number.Get}").Distinct().ToArray();
        if (names.Length == 0)
            return;

        var ordered = CatalogOf([.. names.Select(name => (name, 1.0))]).Regions.Select(region => region.Name);

        var expected = names.ToArray();
        Array.Sort(expected, string.CompareOrdinal);
        Assert.Equal(expected, ordered);
    }

    [Property]
    public void Any_text_as_a_name_selects_a_part_of_the_catalogue_or_gets_a_known_error(string? text)
    {
        try
        {
            Assert.Subset(Catalog.Regions.ToHashSet(), new RegionQuery { Names = [text ?? ""] }.Select(Catalog).ToHashSet());
        }
        catch (GlacierBatchException fault)
        {
            Assert.Contains(fault.ErrorId, new[] { "UnknownRegion", "InvalidNamePattern" });
        }
    }

    private static RegionCatalog CatalogOf(params (string Name, double Area)[] regions) => new(
        "regions.gpkg", 3413, regions.Select(region => new Region(region.Name, region.Area, ["23VNH"], new Bounds(0, 0, 300, 300), 3413)));

    private static IEnumerable<string> Names(RegionQuery query) => query.Select(Catalog).Select(region => region.Name);

    private static GlacierBatchException Fault(RegionQuery query) => Assert.Throws<GlacierBatchException>(() => query.Select(Catalog));
}

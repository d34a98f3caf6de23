using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GlacierBatch.Contract.Running;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>Merging files that all tasks of a region write: in whichever order, and however often, nothing gets lost.</summary>
public sealed class CsvUnionTests
{
    private const string Header = "id,text,more";

    [Property]
    public bool The_order_of_tasks_does_not_matter(NonEmptyArray<Row> left, NonEmptyArray<Row> right)
    {
        var (a, b) = (File("a", left.Get), File("b", right.Get));
        return CsvUnion.Merge(a, b, null) == CsvUnion.Merge(b, a, null);
    }

    [Property]
    public bool Merging_again_changes_nothing(NonEmptyArray<Row> left, NonEmptyArray<Row> right)
    {
        var (a, b) = (File("", left.Get), File("", right.Get));
        var once = CsvUnion.Merge(a, b, "id");
        return CsvUnion.Merge(once, b, "id") == once && CsvUnion.Merge(once, once, "id") == once;
    }

    [Property]
    public bool It_does_not_matter_which_two_are_merged_first(NonEmptyArray<Row> one, NonEmptyArray<Row> two, NonEmptyArray<Row> three)
    {
        var (a, b, c) = (File("a", one.Get), File("b", two.Get), File("c", three.Get));
        return CsvUnion.Merge(CsvUnion.Merge(a, b, null), c, null) == CsvUnion.Merge(a, CsvUnion.Merge(b, c, null), null);
    }

    [Property]
    public bool No_record_of_either_is_lost(NonEmptyArray<Row> left, NonEmptyArray<Row> right)
    {
        var (a, b) = (File("", left.Get), File("", right.Get));
        var union = CsvUnion.Merge(a, b, "id");
        return CsvUnion.FindMissing(union, a, "id").Count == 0 && CsvUnion.FindMissing(union, b, "id").Count == 0
            && right.Get.Select((row, index) => row.ToRecord("", index)).All(record => union.Contains(record, StringComparison.Ordinal));
    }

    [Fact]
    public void A_record_with_a_line_end_in_quotes_stays_one()
    {
        const string Added = "id,text\nb,\"one\ntwo, \"\"three\"\"\"\n";
        Assert.Equal("id,text\na,x\nb,\"one\ntwo, \"\"three\"\"\"\n", CsvUnion.Merge("id,text\na,x\n", Added, "id"));
        Assert.Equal(["b"], CsvUnion.FindMissing("id,text\na,x\n", Added, "id"));
    }

    [Fact]
    public void The_newer_record_of_a_key_wins() => Assert.Equal("id,text\na,new\n", CsvUnion.Merge("id,text\na,old\n",
        "id,text\na,new\n", "id"));

    [Fact]
    public void The_longer_header_of_two_names_all_columns()
    {
        Assert.Equal("0,1,2\np,x,y\nq,z\n", CsvUnion.Merge("0,1\nq,z\n", "0,1,2\np,x,y\n", null));
        Assert.Equal("0,1,2\np,x,y\nq,z\n", CsvUnion.Merge("0,1,2\np,x,y\n", "0,1\nq,z\n", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void An_empty_file_takes_nothing_away(string empty)
    {
        Assert.Equal("id,text\na,x\n", CsvUnion.Merge(empty, "id,text\na,x\n", "id"));
        Assert.Equal("id,text\na,x\n", CsvUnion.Merge("id,text\na,x\n", empty, "id"));
    }

    [Fact]
    public void Line_ends_of_windows_and_a_missing_last_one_make_no_difference() =>
        Assert.Equal("id,text\na,x\nb,y\n", CsvUnion.Merge("id,text\r\na,x\r\n", "id,text\nb,y", "id"));

    [Fact]
    public void A_landsat_result_is_known_by_its_id_and_not_by_its_row_number() => Assert.Equal(
        ",id,collection\n0,L1,c\n0,L2,c\n", CsvUnion.Merge(",id,collection\n0,L2,c\n", ",id,collection\n0,L1,c\n", "id"));

    private static string File(string prefix, IEnumerable<Row> rows) =>
        string.Join('\n', [Header, .. rows.Select((row, index) => row.ToRecord(prefix, index))]) + "\n";

    /// <summary>What may stand in a record: anything, since what needs quotes gets them.</summary>
    public sealed record Row(string? Text, string? More)
    {
        public string ToRecord(string prefix, int index) => $"{prefix}{index},{Quoted(Text)},{Quoted(More)}";

        private static string Quoted(string? text) => $"\"{(text ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

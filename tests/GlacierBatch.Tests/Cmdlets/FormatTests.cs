using System.Text.RegularExpressions;
using System.Xml.Linq;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>How the module's objects look on a console.</summary>
public sealed partial class FormatTests
{
    private static readonly XDocument Formats =
        XDocument.Load(Path.Combine(RepositoryRoot.Path, "module", "formats", "GlacierBatch.Format.ps1xml"));

    private static IReadOnlyList<XElement> Views { get; } = [.. Formats.Descendants("View")];

    [Fact]
    public void Every_type_that_a_command_emits_or_that_hangs_on_one_has_a_table_and_a_list_and_no_other_type_has_any()
    {
        using var session = new ModuleSession();

        var emitted = session.Run("(Get-Command -Module GlacierBatch).OutputType.Name").Select(name => name.ToString())
            .Where(name => name.StartsWith("GlacierBatch.", StringComparison.Ordinal)).Select(TypeOf);
        var types = WithTheirParts(emitted).Select(type => type.FullName!).Order(StringComparer.Ordinal).ToList();

        Assert.True(types.Count >= 18, string.Join(", ", types));
        Assert.Equal(types, TypesWith("TableControl"));
        Assert.Equal(types, TypesWith("ListControl"));
    }

    [Fact]
    public void Views_name_only_members_that_there_are() => Assert.Empty(
        from view in Views
        let type = TypeOf(view.Descendants("TypeName").Single().Value)
        // A block may go through a list of parts, each of which is $_ in turn.
        let members = WithTheirParts([type]).SelectMany(each => each.GetMembers()).Select(member => member.Name).ToHashSet()
        let used = view.Descendants("ScriptBlock").SelectMany(each => MemberOfIt().Matches(each.Value))
        from name in view.Descendants("PropertyName").Select(each => each.Value).Concat(used.Select(match => match.Groups[1].Value))
        where !members.Contains(name)
        select $"{view.Element("Name")?.Value}: {type.Name} has no {name}");

    /// <summary>Each type as it comes out at its widest: long texts, large numbers, the longest word of each list of words.</summary>
    [Fact]
    public async Task In_pwsh_every_view_of_every_type_fits_a_hundred_columns_at_its_widest()
    {
        using var session = new PwshSession();

        var lines = await session.RunAsync("""
            Import-Module $manifest
            $invariant = [cultureinfo]::InvariantCulture

            function Get-Wide([type]$type, [string]$name) {
                if ($type.IsGenericType -and $type.GetGenericTypeDefinition() -eq [Nullable`1]) { $type = $type.GenericTypeArguments[0] }
                if ($type.IsEnum) { return [Enum]::Parse($type, @([Enum]::GetNames($type) | Sort-Object Length)[-1]) }
                if ($type -eq [string]) { return "$name eines Gletschers bei Qaanaaq, Kujalleq und Ittoqqortoormiit " * 4 }
                if ($type -eq [bool]) { return $true }
                if ($type -in [int], [long], [double], [decimal]) { return [Convert]::ChangeType(123456, $type, $invariant) }
                if ($type -eq [DateOnly]) { return [DateOnly]::new(2025, 12, 31) }
                if ($type -eq [DateTimeOffset]) { return [DateTimeOffset]::new(2025, 12, 31, 23, 59, 59, [TimeSpan]::Zero) }
                if ($type -eq [TimeSpan]) { return [TimeSpan]::FromHours(1234.5) }
                if ($type.Namespace -like 'GlacierBatch*') { return New-Wide $type }
                $null
            }

            function New-Wide([type]$type) {
                $made = [System.Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($type)
                foreach ($property in $type.GetProperties()) {
                    if (-not $property.CanWrite) { continue }
                    $of = $property.PropertyType
                    if ($of.IsGenericType -and $of.GetGenericTypeDefinition() -eq [System.Collections.Generic.IReadOnlyList`1]) {
                        $item = $of.GenericTypeArguments[0]
                        $value = [array]::CreateInstance($item, 3)
                        foreach ($index in 0..2) { $value[$index] = Get-Wide $item $property.Name }
                    }
                    else { $value = Get-Wide $of $property.Name }
                    if ($null -ne $value) { $property.SetValue($made, $value) }
                }
                , $made
            }

            $core = @((Get-Command Get-GlacierJob).OutputType.Type)[0].Assembly
            $contract = @((Get-Command Get-GlacierRegion).OutputType.Type)[0].GetProperty('Bounds').PropertyType.Assembly
            foreach ($name in $rest) {
                $type = $core.GetType($name)
                if (-not $type) { $type = $contract.GetType($name) }
                $made = New-Wide $type
                "TABLE $name"
                # By force: log lines are text, whatever they are asked to be.
                $made | Format-Table -Force | Out-String -Width 100
                "LIST $name"
                $made | Format-List -Force | Out-String -Width 100
                "DEFAULT $name"
                $made | Out-String -Width 100
            }
            """, [.. TypesWith("TableControl")]);

        // A log line is as long as it is.
        Assert.All(lines.Where(line => !line.StartsWith("23:59:59.000 ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 100, $"{line.Length} columns: {line}"));
        Assert.DoesNotContain(lines, line => line.Contains("#ERR", StringComparison.Ordinal));
        foreach (var name in TypesWith("TableControl"))
        {
            var labels = ViewOf(name, "TableControl").Descendants("TableHeaders").Descendants("Label").Select(label => label.Value)
                .ToList();
            var table = lines.SkipWhile(line => line != $"TABLE {name}").TakeWhile(line => line != $"LIST {name}").ToList();
            Assert.True(
                table.Exists(line => labels.TrueForAll(label => line.Contains(label, StringComparison.Ordinal))),
                $"{name}: not all of {string.Join(", ", labels)} in\n{string.Join('\n', table)}");
            var list = lines.SkipWhile(line => line != $"LIST {name}").TakeWhile(line => line != $"DEFAULT {name}").ToList();
            Assert.All(
                ViewOf(name, "ListControl").Descendants("ListItem").Where(item => item.Element("ItemSelectionCondition") is null),
                item => Assert.Contains(list, line => Regex.IsMatch(line, $"^{item.Elements().First().Value} +:")));
        }
    }

    [Fact]
    public async Task In_pwsh_what_follows_objects_of_another_type_is_short_and_has_no_date_of_the_culture()
    {
        using var session = new PwshSession();

        var lines = await session.RunAsync("""
            Import-Module $manifest
            [cultureinfo]::CurrentCulture = 'en-US'
            New-GlacierBatchEnvironment one -Workload $workload
            Get-GlacierRegion -Index 0
            Submit-GlacierJob 134_Arsuk -Satellite landsat -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 | Wait-GlacierJob
            Get-GlacierRun
            Get-GlacierJob | Get-GlacierJobLog -Tail 1
            Get-GlacierJob | Test-GlacierOutput
            Get-GlacierRun | Measure-GlacierRun
            Get-GlacierCheckpoint 1
            """);

        Assert.DoesNotContain(lines, line => Regex.IsMatch(line, @"[0-9]/[0-9]+/20[0-9]{2}"));
        Assert.Contains(lines, line => Regex.IsMatch(line, "^Name +Service"));
        Assert.Contains("Status    : SUCCEEDED", lines);
        Assert.Contains("Status    : Passed", lines);
        Assert.Single(lines, line => Regex.IsMatch(line, @"^\d\d:\d\d:\d\d\.\d\d\d run +Done$"));
        Assert.InRange(lines.Count, 30, 50);
    }

    [Fact]
    public void Dates_and_times_are_never_left_to_the_culture() => Assert.DoesNotContain(
        Formats.Descendants("PropertyName").Select(property => property.Value),
        property => property is "StartDate" or "EndDate" or "CreatedAt" or "StartedAt" or "StoppedAt" or "Timestamp");

    [Fact]
    public async Task Tables_fit_a_hundred_columns_and_write_dates_by_iso()
    {
        using var host = new HostSession();
        host.Variables["COLUMNS"] = "100";

        var lines = await host.RunAsync("""
            $e = New-GlacierBatchEnvironment one -Workload $workload
            $jobs = Get-GlacierRegion -Environment one | Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 `
                -MemoryMiB 256 -RunName looks | Wait-GlacierJob
            $e | Out-Default
            Get-GlacierRegion -Environment one | Out-Default
            $jobs | Out-Default
            Get-GlacierRun | Out-Default
            $jobs | Test-GlacierOutput | Out-Default
            Test-GlacierBatchEnvironment one | Out-Default
            ($jobs | Test-GlacierOutput)[0].Checks | Out-Default
            $jobs[0] | Get-GlacierJobLog | Where-Object Source -eq run | Out-Default
            """);

        foreach (var header in new[] { "^Name +Service +vCPU", "^Index +Name +Area", "^Region +Satellite +Start +Status",
            "^Run", "^Region +Satellite +Start +Verdict", "^Check +Status +Evidence",
            @"^\d\d:\d\d:\d\d\.\d\d\d run " })
        {
            Assert.Contains(lines, line => Regex.IsMatch(line, header));
        }

        // Checks of the environment, and of an output in each of its layers.
        Assert.Equal(4, lines.Count(line => Regex.IsMatch(line, "^Check +Status +Evidence")));
        Assert.Contains(lines, line => line.Contains("2025-08-01 SUCCEEDED", StringComparison.Ordinal));
        // A log line is as long as it is.
        Assert.All(lines.Where(line => !line.Contains(" run ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 100, $"{line.Length} columns: {line}"));
        Assert.DoesNotContain(lines, line => line.Contains("8/1/2025", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_no_view_or_follows_another_kind_shows_dates_by_iso_too()
    {
        using var host = new HostSession();

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment one -Workload $workload
            Get-GlacierRegion -Environment one -Index 0
            [pscustomobject]@{ Day = [DateOnly]::new(2025, 8, 1) }
            [DateTime]::new(2025, 11, 25, 20, 5, 0)
            """);

        Assert.Contains("DateTime    : 2025-11-25 20:05:00", lines);
        Assert.Contains(lines, line => line.Contains("2025-08-01", StringComparison.Ordinal));
        Assert.DoesNotContain(
            lines, line => line.Contains("8/1/2025", StringComparison.Ordinal) || line.Contains("11/25/2025", StringComparison.Ordinal));
    }

    private static Type TypeOf(string name) =>
        typeof(Job).Assembly.GetType(name) ?? typeof(Bounds).Assembly.GetType(name)
        ?? throw new InvalidOperationException($"There is no type {name}.");

    private static List<string> TypesWith(string control) => [.. Views.Where(view => view.Element(control) is not null)
        .SelectMany(view => view.Descendants("TypeName")).Select(name => name.Value).Distinct().Order(StringComparer.Ordinal)];

    private static XElement ViewOf(string type, string control) =>
        Views.First(view => view.Element(control) is not null && view.Descendants("TypeName").Any(name => name.Value == type));

    /// <summary>Types, and those of ours that their properties hold, singly or in lists.</summary>
    private static HashSet<Type> WithTheirParts(IEnumerable<Type> types)
    {
        var found = new HashSet<Type>();
        var left = new Queue<Type>(types);
        while (left.TryDequeue(out var type))
        {
            if (!found.Add(type)) continue;
            var parts = type.GetProperties().SelectMany(each => each.PropertyType.GenericTypeArguments.Append(each.PropertyType));
            foreach (var part in parts.Where(part => part is { IsEnum: false, IsGenericType: false })
                .Where(part => part.FullName!.StartsWith("GlacierBatch.", StringComparison.Ordinal)))
            {
                left.Enqueue(part);
            }
        }

        return found;
    }

    [GeneratedRegex(@"\$_\.([A-Z][A-Za-z0-9]*)")]
    private static partial Regex MemberOfIt();
}

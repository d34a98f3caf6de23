using System.Collections;
using System.Globalization;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>Reads what a step's file, or the plan's, declares: tables of names and values, as PowerShell writes them.</summary>
public static class StepDeclaration
{
    /// <summary>Reads a step.</summary>
    /// <param name="table">What its file declares.</param>
    /// <exception cref="GlacierBatchException"><c>StepUnusable</c>: something is missing, or is of another kind.</exception>
    public static StepPlan ReadStep(IDictionary table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var name = Text(table, "Name", "step");
        return new StepPlan
        {
            Step = Number(table, "Step", name),
            Name = name,
            Does = Text(table, "Does", name),
            Limit = Time(table, "Limit", name),
            Criteria = [.. Tables(table, "Criteria", name).Select(each => new CriterionRule(
                Text(each, "Name", name), Text(each, "What", name), Text(each, "Bound", name)))],
            Triggers = [.. Tables(table, "Triggers", name).Select(each => ReadTrigger(each, name))],
            Otherwise = Choice(table, "Otherwise", name, Decision.NoGo),
            Advice = Find(table, "Advice") ?? "",
            Alternatives = Texts(table["Alternatives"]),
            JobCriterion = Find(table, "Job"),
        };
    }

    /// <summary>Reads the plan.</summary>
    /// <param name="table">What its file declares.</param>
    /// <exception cref="GlacierBatchException"><c>StepUnusable</c>: something is missing, or is of another kind.</exception>
    public static RunbookPlan ReadPlan(IDictionary table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new RunbookPlan(
            Time(table, "Limit", "plan"),
            [.. Tables(table, "Marks", "plan").Select(each =>
                new EscalationMark(Time(each, "After", "plan"), Text(each, "Advice", "plan")))],
            Entries(table["Settings"]));
    }

    private static Trigger ReadTrigger(IDictionary table, string step)
    {
        if (table["Where"] is not IDictionary { Count: > 0 } where) throw Unusable(step, "a trigger has no Where");
        return new Trigger(Entries(where), Choice(table, "Then", step, TriggerEffect.NoGo), Text(table, "Advice", step));
    }

    private static IEnumerable<IDictionary> Tables(IDictionary table, string key, string owner) => table[key] switch
    {
        null => [],
        IDictionary one => [one],
        IEnumerable many => many.Cast<object?>().Select(each =>
            each as IDictionary ?? throw Unusable(owner, $"{key} holds something that is no table")),
        _ => throw Unusable(owner, $"{key} is no list of tables"),
    };

    private static Dictionary<string, string> Entries(object? table)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table as IDictionary ?? new Hashtable()) entries[$"{entry.Key}"] = $"{entry.Value}";
        return entries;
    }

    private static IReadOnlyList<string> Texts(object? value) => value switch
    {
        null => [],
        string one => [one],
        IEnumerable many => [.. many.Cast<object?>().Select(each => $"{each}")],
        var other => [$"{other}"],
    };

    private static string? Find(IDictionary table, string key) => table[key]?.ToString() is { Length: > 0 } text ? text : null;

    private static string Text(IDictionary table, string key, string owner) =>
        Find(table, key) ?? throw Unusable(owner, $"{key} is missing");

    private static int Number(IDictionary table, string key, string owner) =>
        int.TryParse(Text(table, key, owner), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw Unusable(owner, $"{key} is no number");

    private static TimeSpan Time(IDictionary table, string key, string owner) =>
        Quantity.Find(Text(table, key, owner)) is { Unit: "s" or "min" or "h" or "day" } time
            ? TimeSpan.FromSeconds(time.Value) : throw Unusable(owner, $"{key} is no time such as '1 h'");

    private static T Choice<T>(IDictionary table, string key, string owner, T otherwise) where T : struct, Enum =>
        Find(table, key) is not { } text ? otherwise
            : Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice
            : throw Unusable(owner, $"{key} is '{MessageText.Of(text)}', and must be one of {string.Join(", ", Enum.GetNames<T>())}");

    private static GlacierBatchException Unusable(string owner, string fault) => new(ErrorKind.InvalidData, "StepUnusable",
        $"The declaration of '{MessageText.Of(owner)}' cannot be used: {fault}.",
        "Correct the file; those of the module show how one is written.", owner);
}

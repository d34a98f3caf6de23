namespace GlacierBatch.Core.Outputs;

/// <summary>Gathers what one check finds, and makes its evidence: one line, however much there is.</summary>
internal sealed class Findings(CheckLayer layer, string name)
{
    private const int MaxNamed = 3;

    /// <summary>Room for a path, the same path in a store's sentence, and the reason that stands at its end.</summary>
    private const int MaxLength = 400;

    private readonly List<string> _faults = [];
    private readonly List<string> _doubts = [];

    /// <summary>Something is not as it should be.</summary>
    public void Fail(string fault) => _faults.Add(fault);

    /// <summary>Something could not be checked.</summary>
    public void Doubt(string reason) => _doubts.Add(reason);

    /// <summary>The check.</summary>
    /// <param name="evidence">By what it passed, if it did.</param>
    public Check ToCheck(string evidence)
    {
        if (_faults.Count > 0) return new Check(layer, name, CheckStatus.Failed, Join(_faults));
        return _doubts.Count > 0
            ? new Check(layer, name, CheckStatus.Unchecked, Join(_doubts))
            : new Check(layer, name, CheckStatus.Passed, MessageText.Of(evidence, 2 * MaxLength));
    }

    private static string Join(List<string> texts)
    {
        // Names come from a bucket: the line must stay one.
        var named = string.Join("; ", texts.Take(MaxNamed).Select(text => MessageText.Of(text, MaxLength)));
        return texts.Count <= MaxNamed ? named : FormattableString.Invariant($"{named}; and {texts.Count - MaxNamed} more");
    }
}

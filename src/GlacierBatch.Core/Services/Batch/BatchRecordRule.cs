using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Services.Batch;

/// <summary>What a record of an environment at AWS may hold. It comes from a bucket, and its names become parts of requests.</summary>
internal static partial class BatchRecordRule
{
    /// <summary>Why a record cannot be used, or null where it can.</summary>
    public static string? FindFault(BatchRecord record)
    {
        if (!Account().IsMatch(record.AccountId)) return "its account is not twelve digits";
        if (!Region().IsMatch(record.AwsRegion)) return "its AWS region is none";
        if (!Enum.IsDefined(record.Compute)) return "its purchase option is unknown";
        if (record.Queues.Count == 0) return "it has no job queue";
        foreach (var (option, queue) in record.Queues)
        {
            if (!Enum.IsDefined(option)) return "the purchase option of a queue is unknown";
            if (!IsName(queue)) return $"the queue of {option} is no name or ARN";
        }

        (string What, string? Value)[] names =
        [
            ("stack", record.StackName), ("job definition", record.JobDefinition), ("repository", record.RepositoryUri),
            ("log group", record.LogGroup), ("job role", record.JobRoleArn), ("execution role", record.ExecutionRoleArn),
        ];
        foreach (var (what, value) in names)
        {
            if (value is not null && !IsName(value)) return $"its {what} is no name or ARN";
        }

        if (record.Resources?.FirstOrDefault(
            pair => !IsName(pair.Value)) is { Key: { } resource }) return $"its {resource} is no name or ARN";

        return record.Image is { } image && !Image().IsMatch(image) ? "its image is not repository@sha256:digest" : null;
    }

    private static bool IsName(string? value) => value is not null && Name().IsMatch(value);

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\z")]
    private static partial Regex Region();

    [GeneratedRegex(@"^[A-Za-z0-9/_.#][A-Za-z0-9/_.#:+=,@-]{0,511}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9/_.:-]{0,400}@sha256:[0-9a-f]{64}\z")]
    private static partial Regex Image();
}

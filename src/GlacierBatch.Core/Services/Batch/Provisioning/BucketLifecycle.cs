using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// The bucket's own rules for what nobody needs any more: parts of uploads that were never ended, which are paid for and seen by nobody,
/// and, where it is asked for, old runs. Rules of others stay as they are.
/// </summary>
/// <param name="s3">S3.</param>
internal sealed class BucketLifecycle(IAmazonS3 s3)
{
    /// <summary>What the ids of our rules begin with.</summary>
    public const string Prefix = "GlacierBatch-";

    private const int AbortAfterDays = 7;
    private const string Runs = "runs/";

    /// <summary>Whether the bucket has a rule, ours or another's, that ends abandoned uploads of an environment's outputs.</summary>
    public async Task<bool> EndsUploadsAsync(string bucket, string basePath, CancellationToken cancellationToken)
    {
        var (rules, _) = await ReadAsync(bucket, cancellationToken);
        return rules.Any(rule => rule.Status == LifecycleRuleStatus.Enabled && rule.AbortIncompleteMultipartUpload is not null
            && PrefixOf(rule) is { } below && $"{basePath}/".StartsWith(below, StringComparison.Ordinal));
    }

    /// <summary>What applying it would change; empty where the bucket has it all.</summary>
    public async Task<IReadOnlyList<PlannedChange>> PlanAsync(
        string bucket, string prefix, string basePath, int? runDays, CancellationToken cancellationToken)
    {
        var (there, _) = await ReadAsync(bucket, cancellationToken);
        return
        [
            .. Ours(prefix, basePath, runDays).Where(rule => !there.Any(other => other.Id == rule.Id && Says(other) == Says(rule)))
                .Select(rule => new PlannedChange(
                    there.Any(other => other.Id == rule.Id) ? "Modify" : "Create", rule.Id, "AWS::S3::Bucket lifecycle rule", Says(rule))),
        ];
    }

    /// <summary>Adds our rules to those that are there.</summary>
    /// <exception cref="GlacierBatchException">Somebody changed the rules at the same time, and one of theirs may be lost.</exception>
    public async Task ApplyAsync(string bucket, string prefix, string basePath, int? runDays, CancellationToken cancellationToken)
    {
        if ((await PlanAsync(bucket, prefix, basePath, runDays, cancellationToken)).Count == 0) return;
        var (there, minimum) = await ReadAsync(bucket, cancellationToken);
        var ours = Ours(prefix, basePath, runDays);
        var rules = there.Where(rule => ours.All(own => own.Id != rule.Id)).Concat(ours).ToList();
        await s3.PutLifecycleConfigurationAsync(
            new PutLifecycleConfigurationRequest
            {
                BucketName = bucket,
                Configuration = new LifecycleConfiguration { Rules = rules },
                TransitionDefaultMinimumObjectSize = minimum,
            },
            cancellationToken);

        // S3 takes the whole list and has no condition for it: a look tells whether somebody else's write came between.
        var (after, _) = await ReadAsync(bucket, cancellationToken);
        if (rules.FirstOrDefault(rule => after.All(other => other.Id != rule.Id)) is not { } lost) return;
        throw new GlacierBatchException(ErrorKind.Busy, "LifecycleChanged",
            $"The lifecycle rules of the bucket '{bucket}' were changed by others at the same time: {lost.Id} is not among them.",
            "Look at them (aws s3api get-bucket-lifecycle-configuration) and repeat the command.", bucket);
    }

    private async Task<(IReadOnlyList<LifecycleRule> Rules, TransitionDefaultMinimumObjectSize? Minimum)> ReadAsync(
        string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await s3.GetLifecycleConfigurationAsync(
                new GetLifecycleConfigurationRequest { BucketName = bucket }, cancellationToken);
            return (answer.Configuration?.Rules ?? [], answer.TransitionDefaultMinimumObjectSize);
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return ([], null);
        }
    }

    private static IReadOnlyList<LifecycleRule> Ours(string prefix, string basePath, int? runDays)
    {
        var rules = new List<LifecycleRule> { Abort(prefix + Runs), Abort($"{prefix}{basePath}/") };
        if (runDays is { } days)
        {
            rules.Add(new LifecycleRule
            {
                Id = IdOf("old-runs", prefix),
                Status = LifecycleRuleStatus.Enabled,
                Filter = Below(prefix + Runs),
                Expiration = new LifecycleRuleExpiration { Days = days },
            });
        }

        return rules;
    }

    private static LifecycleRule Abort(string prefix) => new()
    {
        Id = IdOf("abandoned-uploads", prefix),
        Status = LifecycleRuleStatus.Enabled,
        Filter = Below(prefix),
        AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = AbortAfterDays },
    };

    private static string IdOf(string what, string prefix) =>
        prefix.Length == 0 ? Prefix + what : $"{Prefix}{what}-{prefix.TrimEnd('/').Replace('/', '-')}";

    private static LifecycleFilter Below(string prefix) => new()
    {
        LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix },
    };

    private static string? PrefixOf(LifecycleRule rule) => rule.Filter?.LifecycleFilterPredicate switch
    {
        LifecyclePrefixPredicate { Prefix: var prefix } => prefix ?? "",
        null => "",
        _ => null,
    };

    private static string Says(LifecycleRule rule) =>
        (rule.AbortIncompleteMultipartUpload is { DaysAfterInitiation: { } abort }
            ? $"uploads below {PrefixOf(rule)} end after {abort} days" : "")
        + (rule.Expiration is { Days: { } days } ? $"objects below {PrefixOf(rule)} are deleted after {days} days" : "");
}

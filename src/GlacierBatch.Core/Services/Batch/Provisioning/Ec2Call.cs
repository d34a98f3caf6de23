using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Notes on faults of EC2's own package which call they belong to, as our clients do, so that a message can name it.</summary>
internal static class Ec2Call
{
    private static readonly AwsService Service = new("EC2", "Amazon EC2", "ec2", "ec2", "2016-11-15");
    private static readonly Uri Endpoint = new("https://ec2.amazonaws.com/");

    /// <summary>Makes a call.</summary>
    public static async Task<T> OnAsync<T>(string operation, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException error) when (AwsFault.Note(error, Service, operation, Endpoint))
        {
            throw;
        }
    }
}

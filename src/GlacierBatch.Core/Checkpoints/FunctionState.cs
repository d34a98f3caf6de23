using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Lambda;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>The state of a Lambda function that must stay as it is while the environment beside it is tried.</summary>
public static class FunctionState
{
    private const int HashCharacters = 16;

    /// <summary>A hash of the function's configuration: its code, size, role, handler, time limit and revision.</summary>
    /// <param name="environment">The environment by whose credentials it is asked for.</param>
    /// <param name="function">The function's name or ARN.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The hash, or null where there is no such function.</returns>
    /// <exception cref="GlacierBatchException">It cannot be asked for.</exception>
    public static async Task<string?> FindHashAsync(GlacierEnvironment environment, string function, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = await environment.RequireAws().Lambda.GetFunctionConfigurationAsync(
                new GetFunctionConfigurationRequest(function), cancellationToken);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(configuration, LambdaJson.Default.FunctionConfiguration);
            return Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashCharacters];
        }
        catch (AmazonServiceException fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, function);
        }
    }
}

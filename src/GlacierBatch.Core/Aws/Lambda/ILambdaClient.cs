namespace GlacierBatch.Core.Aws.Lambda;

/// <summary>
/// The operations of AWS Lambda in use, by AWS's own names. What fails throws what the SDK throws; <see cref="AwsFault"/> says it.
/// </summary>
internal interface ILambdaClient
{
    /// <summary>Gets a function's configuration, without its code.</summary>
    Task<FunctionConfiguration> GetFunctionConfigurationAsync(
        GetFunctionConfigurationRequest request, CancellationToken cancellationToken);
}

using System.Reflection;
using Amazon.Runtime;

namespace GlacierBatch.Core.Aws;

/// <summary>
/// Credentials of another copy of the SDK, in another load context: the types have the same names and are not the same, so the
/// object is asked by name. It is asked each time, because it renews its own keys.
/// </summary>
internal sealed class ForeignCredentials : AWSCredentials
{
    private readonly object _foreign;
    private readonly MethodInfo _getCredentials;

    private ForeignCredentials(object foreign, MethodInfo getCredentials) => (_foreign, _getCredentials) = (foreign, getCredentials);

    /// <summary>An object as credentials.</summary>
    /// <param name="credential">The SDK's own credentials, or another copy's.</param>
    /// <exception cref="GlacierBatchException">It is neither.</exception>
    public static AWSCredentials Of(object credential)
    {
        if (credential is AWSCredentials ours) return ours;
        // Set-AWSCredential keeps them in a wrapper of AWS.Tools' own.
        var inner = credential.GetType().GetProperty("Credentials", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        if (inner?.GetValue(credential) is { } wrapped) return Of(wrapped);
        var method = credential.GetType().GetMethod(nameof(GetCredentials), BindingFlags.Public | BindingFlags.Instance, []);
        return method is null ? throw Invalid(credential, null) : new ForeignCredentials(credential, method);
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials()
    {
        object? keys;
        try
        {
            keys = _getCredentials.Invoke(_foreign, null);
        }
        catch (TargetInvocationException error)
        {
            throw new AmazonClientException("The credential that was given could not get its keys.", error.InnerException);
        }

        var accessKey = Read(keys, "AccessKey");
        var secretKey = Read(keys, "SecretKey");
        if (string.IsNullOrEmpty(accessKey) || string.IsNullOrEmpty(secretKey)) throw Invalid(_foreign, null);
        return new ImmutableCredentials(accessKey, secretKey, Read(keys, "Token"));
    }

    /// <summary>The blocking call, on a thread of its own: the other SDK may ask a service for its keys.</summary>
    public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.Run(GetCredentials);

    /// <summary>The kind of credential; never a key.</summary>
    public override string ToString() => $"credentials of {_foreign.GetType().FullName}";

    private static string? Read(object? keys, string name) => keys?.GetType().GetProperty(name)?.GetValue(keys) as string;

    private static GlacierBatchException Invalid(object credential, Exception? inner) => new(
        ErrorKind.InvalidArgument, "InvalidCredential", $"An object of {credential.GetType().FullName} holds no AWS credentials.",
        "Give what New-AWSCredential or Get-AWSCredential returns.", inner: inner);
}

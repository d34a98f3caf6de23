using System.Text;
using GlacierBatch.Core.Aws.Ecr;

namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>A registry's user and password; prints without the password.</summary>
internal sealed class RegistryPassword
{
    private const string Hidden = "***";
    private readonly string _password;

    private RegistryPassword(string user, string password) => (User, _password) = (user, password);

    /// <summary>The user: <c>AWS</c>.</summary>
    public string User { get; }

    /// <summary>Reads ECR's token.</summary>
    /// <exception cref="GlacierBatchException">It is none.</exception>
    public static RegistryPassword Of(GetAuthorizationTokenResponse answer)
    {
        var token = answer.AuthorizationData.FirstOrDefault()?.AuthorizationToken ?? "";
        var bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [{ Length: > 0 } user, { Length: > 0 } password])
        {
            return new RegistryPassword(user, password);
        }

        throw new GlacierBatchException(ErrorKind.InvalidData, "RegistryTokenUnreadable", "Amazon ECR gave no password for its registry.",
            "Try again; if it goes on, see whether a proxy answers in its place.");
    }

    /// <summary>Hands the password to whoever reads a stream.</summary>
    public Task WriteToAsync(TextWriter input, CancellationToken cancellationToken) =>
        input.WriteAsync(_password.AsMemory(), cancellationToken);

    /// <summary>A line of an engine's output without the password, whatever the engine repeats.</summary>
    public string Hide(string line) => line.Replace(_password, Hidden, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{User}:{Hidden}";
}

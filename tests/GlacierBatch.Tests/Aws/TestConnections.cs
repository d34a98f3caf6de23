using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Aws;

/// <summary>Connections to servers of the tests.</summary>
internal static class TestConnections
{
    internal const string AccessKey = "AKIAGLACIERTESTKEY01";
    internal const string SecretKey = "secretkey/GLACIER/never/in/any/output/0001";
    internal const string Token = "sessiontokenGLACIERneverinanyoutput0001";

    internal static AwsConnection To(Uri endpoint, TimeProvider? time = null) => AwsConnection.Open(
        new AwsConnectionOptions
        {
            Region = "us-west-2",
            EndpointUrl = endpoint,
            Credential = new SessionAWSCredentials(AccessKey, SecretKey, Token),
        },
        time);

    /// <summary>Moves the clock until a call is done: in steps shorter than an attempt may take, and as long as any wait between.</summary>
    internal static async Task StepUntilDoneAsync(StepTime time, Task call)
    {
        while (!call.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(20), call);
    }
}

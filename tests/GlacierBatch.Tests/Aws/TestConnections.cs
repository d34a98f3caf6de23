using Amazon.Runtime;
using GlacierBatch.Core.Aws;

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
}

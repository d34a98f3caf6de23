using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.Aws;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>The role that AWS Batch uses by itself, in AWS's words.</summary>
public sealed class ServiceLinkedRoleTests
{
    private const string Role = "<Role><RoleName>AWSServiceRoleForBatch</RoleName><Arn>arn:aws:iam::1:role/r</Arn></Role>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "", 200, "", 1, false)]
    [InlineData(404, "NoSuchEntity", 200, "", 2, true)]
    [InlineData(403, "AccessDenied", 400, "InvalidInput", 2, false)]
    [InlineData(403, "AccessDenied", 403, "AccessDenied", 2, true)]
    public async Task It_is_made_where_it_is_missing_and_nobody_is_stopped_where_it_may_not_be(
        int look, string lookCode, int make, string makeCode, int calls, bool isTold)
    {
        await using var server = new ScriptedServer(seen => seen.Body.Contains("Action=GetRole", StringComparison.Ordinal)
            ? Answer("GetRole", look, lookCode)
            : Answer("CreateServiceLinkedRole", make, makeCode));
        using var client = new IamClient(TestConnections.To(server.Endpoint));
        var told = new List<string>();

        await new ServiceLinkedRole(client, ProvisioningWatch.Nobody with { Tell = told.Add }).EnsureAsync(Cancel);

        Assert.Equal((calls, isTold), (server.Seen.Count, told.Count > 0));
        if (calls == 2) Assert.Contains("AWSServiceName=batch.amazonaws.com", server.Seen[1].Body);
    }

    private static Reply Answer(string operation, int status, string code)
    {
        if (status == 200)
            return new(ReplyKind.Whole, 200, $"<{operation}Response><{operation}Result>{Role}</{operation}Result></{operation}Response>",
                []);
        var message = code == "InvalidInput" ? "Service role name AWSServiceRoleForBatch has been taken in this account" : "no";
        return new(ReplyKind.Whole, status,
            $"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>", []);
    }
}

using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Aws.Lambda;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Core.Aws.Quotas;
using GlacierBatch.Core.Aws.Wire;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>Every request that the clients can build, held against AWS's own models.</summary>
public sealed class RequestModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("batch")]
    [InlineData("cloudformation")]
    [InlineData("ecr")]
    [InlineData("logs")]
    [InlineData("iam")]
    [InlineData("service-quotas")]
    public async Task Every_request_is_as_the_model_of_the_service_says(string service)
    {
        var (contract, samples, open, known) = Client(service);
        var model = ServiceModel.Load(service);
        var validator = new RequestValidator(model);
        await using var server = ScriptedServer.Of(Reply.Json(400, """{"message":"no"}"""));
        var client = open(TestConnections.To(server.Endpoint));
        using var _ = (IDisposable)client;

        foreach (var sample in samples)
        {
            var operation = sample.GetType().Name[..^"Request".Length];
            var method = contract.GetMethod(operation + "Async");
            await Assert.ThrowsAsync<AmazonServiceException>(() => (Task)method!.Invoke(client, [sample, Cancel])!);
            Assert.Empty(validator.Errors(operation, server.Seen[^1]));
            Assert.Contains($"/{model.SigningName}/aws4_request", server.Seen[^1].Headers["Authorization"]);
        }

        Assert.Equal((model.ServiceId, model.EndpointPrefix), (known.Id, known.EndpointPrefix));
        Assert.Equal(samples.Count, server.Seen.Count);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("cloudformation")]
    [InlineData("ecr")]
    [InlineData("logs")]
    [InlineData("iam")]
    [InlineData("service-quotas")]
    public void The_samples_have_every_operation_and_every_member(string service)
    {
        var (contract, samples, _, _) = Client(service);
        var set = new HashSet<PropertyInfo>();
        var all = new HashSet<PropertyInfo>();
        foreach (var sample in samples) Walk(sample, set, all);

        Assert.Equal(
            contract.GetMethods().Select(method => method.GetParameters()[0].ParameterType.Name).Order(),
            samples.Select(sample => sample.GetType().Name).Distinct().Order());
        Assert.Empty(all.Except(set).Select(property => $"{property.DeclaringType?.Name}.{property.Name}"));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("cloudformation")]
    [InlineData("ecr")]
    [InlineData("logs")]
    [InlineData("iam")]
    [InlineData("service-quotas")]
    [InlineData("lambda")]
    public void Every_member_that_is_read_of_an_answer_is_one_of_the_model(string service)
    {
        var (contract, _, _, _) = Client(service);
        var model = ServiceModel.Load(service);
        var errors = new List<string>();
        foreach (var method in contract.GetMethods())
        {
            var answer = method.ReturnType.GetGenericArguments()[0];
            if (model.Operation(method.Name[..^"Async".Length])["output"] is { } output)
                CheckAnswer(answer, (string)output["shape"]!, model, errors);
            else
                Assert.Empty(Members(answer));
        }

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("""{"jobName":"a","jobQueue":"q"}""", "jobDefinition: is required")]
    [InlineData("""{"jobName":"a","jobQueue":"q","jobDefinition":"d","jobNmae":"x"}""", "no such member")]
    [InlineData("""{"jobName":7,"jobQueue":"q","jobDefinition":"d"}""", "where a string belongs")]
    [InlineData("""{"jobName":"a","jobQueue":"q","jobDefinition":"d","tags":{}}""", "below 1")]
    [InlineData("""{"jobName":"a","jobQueue":"q","jobDefinition":"d","retryStrategy":{"evaluateOnExit":[{"action":"STOP"}]}}""", "enum")]
    public void The_validator_finds_what_is_wrong(string body, string expected)
    {
        var errors = new List<string>();
        new RequestValidator(ServiceModel.Load("batch")).Check(JsonNode.Parse(body), "SubmitJobRequest", "", errors);
        Assert.Contains(expected, Assert.Single(errors));
    }

    private static (Type Contract, IReadOnlyList<object> Samples, Func<AwsConnection, object> Open, AwsService Known) Client(
        string service) => service switch
        {
            "batch" => (typeof(IBatchClient), RequestSamples.Batch, to => new BatchClient(to), BatchClient.Service),
            "cloudformation" => (typeof(ICloudFormationClient), RequestSamples.CloudFormation, to => new CloudFormationClient(to),
                CloudFormationClient.Service),
            "ecr" => (typeof(IEcrClient), RequestSamples.Ecr, to => new EcrClient(to), EcrClient.Service),
            "logs" => (typeof(ILogsClient), RequestSamples.Logs, to => new LogsClient(to), LogsClient.Service),
            "iam" => (typeof(IIamClient), RequestSamples.Iam, to => new IamClient(to), IamClient.Service),
            "service-quotas" => (typeof(IQuotasClient), RequestSamples.Quotas, to => new QuotasClient(to), QuotasClient.Service),
            "lambda" => (typeof(ILambdaClient), Array.Empty<object>(), to => new LambdaClient(to), LambdaClient.Service),
            _ => throw new ArgumentOutOfRangeException(nameof(service), service, "No such service."),
        };

    private static void Walk(object? value, HashSet<PropertyInfo> set, HashSet<PropertyInfo> all)
    {
        if (value is null or string or IDictionary || value.GetType().IsPrimitive) return;
        if (value is IEnumerable items)
        {
            foreach (var item in items) Walk(item, set, all);
            return;
        }

        foreach (var property in Members(value.GetType()))
        {
            all.Add(property);
            if (property.GetValue(value) is not { } found) continue;
            set.Add(property);
            Walk(found, set, all);
        }
    }

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static void CheckAnswer(Type type, string shapeName, ServiceModel model, List<string> errors)
    {
        var shape = model.Shape(shapeName);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            if ((string?)shape["type"] != "list") errors.Add($"{shapeName} is no list");
            else CheckAnswer(type.GetGenericArguments()[0], (string)shape["member"]!["shape"]!, model, errors);
            return;
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.Namespace == "System" || plain.IsGenericType)
        {
            var wanted = plain == typeof(string) ? "string" : plain == typeof(bool) ? "boolean" : plain == typeof(int) ? "integer"
                : plain == typeof(long) ? "long" : plain == typeof(double) ? "double" : plain == typeof(DateTimeOffset) ? "timestamp"
                    : "map";
            if ((string?)shape["type"] != wanted) errors.Add($"{shapeName} is a {shape["type"]}, read as a {wanted}");
            return;
        }

        foreach (var member in Members(type))
        {
            var isAsWritten = model.Protocol == "query" || model.ServiceId is "Service Quotas" or "Lambda";
            var name = isAsWritten ? member.Name : JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            // What a change is about lies one element deeper; it is read out of there.
            var holder = type == typeof(ResourceChangeDetail) && name != "ChangeSource"
                ? model.Shape("ResourceTargetDefinition") : shape;
            if (holder["members"]![name] is not { } known) errors.Add($"{shapeName} has no {name}");
            else CheckAnswer(member.PropertyType, (string)known["shape"]!, model, errors);
        }
    }
}

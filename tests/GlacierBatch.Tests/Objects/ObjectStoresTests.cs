using GlacierBatch.Contract.Objects;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>Which store an address means.</summary>
public sealed class ObjectStoresTests
{
    private static readonly ObjectStoreOptions Options = new() { AwsRegion = "eu-central-1" };

    [Fact]
    public void A_folder_opens_as_a_folder()
    {
        var store = Assert.IsType<FileObjectStore>(ObjectStores.Open(new Uri("file:///data/b%C3%BCcket%20%23")));
        Assert.Equal("/data/bücket #", store.Folder);
    }

    [Theory]
    [InlineData("s3://greenland-data", "", "s3://greenland-data/")]
    [InlineData("s3://greenland-data/", "", "s3://greenland-data/")]
    [InlineData("s3://greenland-data/a/b", "a/b/", "s3://greenland-data/a/b/")]
    [InlineData("s3://greenland-data/a%2B%20%C3%BC%25/", "a+ ü%/", "s3://greenland-data/a%2B%20%C3%BC%25/")]
    public void A_bucket_opens_with_its_prefix_and_its_location_leads_back(string address, string prefix, string location)
    {
        var store = Assert.IsType<S3ObjectStore>(ObjectStores.Open(new Uri(address), Options));
        Assert.Equal("greenland-data", store.Bucket);
        Assert.Equal(prefix, store.Prefix);
        Assert.Equal(location, store.Location.AbsoluteUri);
        Assert.Equal(store.Location, ObjectStores.Open(store.Location, Options).Location);
    }

    [Theory]
    [InlineData("http://bucket/a")]
    [InlineData("s3://bucket/a?versionId=1")]
    [InlineData("s3://user:word@bucket/a")]
    [InlineData("s3://bucket:80/a")]
    [InlineData("s3://bucket/a//b")]
    [InlineData("s3://bucket/%2e%2e%2fb")]
    [InlineData("s3://my_bucket/a")]
    [InlineData("s3://ab/a")]
    [InlineData("s3:///a")]
    public void An_address_that_is_none_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => ObjectStores.Open(new Uri(address), Options));

    [Fact]
    public void An_endpoint_must_be_an_address() =>
        Assert.Throws<ArgumentException>(() => S3Clients.Create(Options with { EndpointUrl = new Uri("ftp://x") }));
}

using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Containers;

/// <summary>What the images' files say, whether or not they can be built here.</summary>
public sealed class ContainerFilesTests
{
    private const long MaxProgramBytes = 20 << 20;

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "containers");

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("hello.Dockerfile")]
    public void An_image_has_nobodys_user_no_health_check_and_labels_of_what_it_was_made_from(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name));

        Assert.Contains("USER 10001:10001", lines);
        Assert.Contains("HEALTHCHECK NONE", lines);
        Assert.All(["version", "revision", "source"], label =>
        {
            Assert.Contains($"ARG {label.ToUpperInvariant()}=unknown", lines);
            Assert.Contains(lines, line => line.Contains($"org.opencontainers.image.{label}=\"${{{label.ToUpperInvariant()}}}\"",
                StringComparison.Ordinal));
        });

        // Nothing may undo it afterwards, and a base can be another one's.
        var user = Array.FindLastIndex(lines, line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines[user..], line => line.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is "FROM ${BASE}" or "FROM scratch");
    }

    [Fact]
    public void Only_what_the_images_copy_is_sent_to_the_engine()
    {
        var ignored = File.ReadAllLines(Path.Combine(Folder, ".dockerignore"))
            .Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();
        var copied = new[] { "Dockerfile", "hello.Dockerfile" }.SelectMany(name => File.ReadLines(Path.Combine(Folder, name)))
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal))
            .Select(line => line.Split(' ').Skip(1).First(word => !word.StartsWith("--", StringComparison.Ordinal)).Split('/')[0])
            .Distinct().Order();

        Assert.Equal("*", ignored[0]);
        Assert.Equal(copied, ignored.Skip(1).Select(line => line.TrimStart('!')).Order());
        Assert.All(ignored.Skip(1), line => Assert.StartsWith("!", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_lock_pins_every_package_to_one_version_and_names_no_second_gdal()
    {
        var packages = File.ReadAllLines(Path.Combine(Folder, "stack", "requirements.lock"))
            .Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();

        Assert.All(packages, line => Assert.Matches(@"^[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*( --hash=sha256:[0-9a-f]{64})*$", line));
        var names = packages.Select(line => line.Split("==")[0]).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(
            ["boto3", "geopandas", "numpy", "pandas", "pyproj", "pystac-client", "rasterio", "requests", "rioxarray", "shapely", "tqdm",
                "xarray"],
            name => Assert.Contains(name, names));
        Assert.DoesNotContain("gdal", names);
    }

    [Fact]
    public void The_program_is_one_small_file_and_was_built_where_it_can_be()
    {
        var program = new FileInfo(Path.Combine(Folder, "bin", "glacierbatch-entrypoint"));
        if (!program.Exists)
        {
            // The gate goes on without it, and skips tests: a warning of the compiler to native code, which fails its build, must not.
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true" && Programs.Find("gcc").Length > 0
                && File.Exists("/usr/include/zlib.h"), "The gate could have built the images' program, and it is not there.");
            Assert.Skip("The images' program was not built (scripts/build-containers).");
        }

        Assert.InRange(program.Length, 1, MaxProgramBytes);
    }
}

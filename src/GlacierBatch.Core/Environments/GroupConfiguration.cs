using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GlacierBatch.Core.Environments;

/// <summary>What the group's own <c>aws_config.ini</c> says. A parameter beats it.</summary>
/// <param name="BasePath"><c>[STORAGE] s3_base_path</c></param>
/// <param name="VCpu"><c>[BATCH] vcpus</c></param>
/// <param name="MemoryMiB"><c>[BATCH] memory</c>, in MiB</param>
/// <param name="TimeoutSeconds"><c>[BATCH] timeout</c>, in seconds</param>
public sealed record GroupConfiguration(string? BasePath, double? VCpu, int? MemoryMiB, int? TimeoutSeconds)
{
    /// <summary><c>[AWS_ACCOUNT] aws_region</c></summary>
    public string? AwsRegion { get; init; }

    /// <summary><c>[AWS_ACCOUNT] aws_profile</c></summary>
    public string? AwsProfile { get; init; }

    /// <summary><c>[STORAGE] s3_bucket</c></summary>
    public string? Bucket { get; init; }

    /// <summary><c>[BATCH] compute_environment</c></summary>
    public string? ComputeEnvironment { get; init; }

    /// <summary><c>[BATCH] job_queue</c></summary>
    public string? JobQueue { get; init; }

    /// <summary><c>[BATCH] job_definition</c></summary>
    public string? JobDefinition { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="GlacierBatchException">It is not there, no ini file, or a number in it is none.</exception>
    public static GroupConfiguration Read(string path)
    {
        IConfigurationRoot file;
        try
        {
            file = new ConfigurationBuilder().AddIniFile(Path.GetFullPath(path), optional: false).Build();
        }
        catch (Exception fault) when (fault is IOException or FormatException or InvalidDataException)
        {
            var missing = fault is FileNotFoundException;
            throw new GlacierBatchException(missing ? ErrorKind.NotFound : ErrorKind.InvalidData, "ConfigurationUnreadable",
                missing ? $"There is no configuration file {path}." : $"The configuration file {path} cannot be read: {fault.Message}",
                "Give the group's aws_config.ini.", path, fault);
        }

        return new GroupConfiguration(
            Text(file, "STORAGE:s3_base_path")?.Trim('/'),
            Number(file, path, "BATCH:vcpus"), (int?)Number(file, path, "BATCH:memory"), (int?)Number(file, path, "BATCH:timeout"))
        {
            AwsRegion = Text(file, "AWS_ACCOUNT:aws_region"),
            AwsProfile = Text(file, "AWS_ACCOUNT:aws_profile"),
            Bucket = Text(file, "STORAGE:s3_bucket"),
            ComputeEnvironment = Text(file, "BATCH:compute_environment"),
            JobQueue = Text(file, "BATCH:job_queue"),
            JobDefinition = Text(file, "BATCH:job_definition"),
        };
    }

    /// <summary>A value without the comment that may trail it.</summary>
    private static string? Text(IConfigurationRoot file, string key)
    {
        var value = file[key];
        var comment = value?.StartsWith('#') == true ? 0 : value?.IndexOf(" #", StringComparison.Ordinal) ?? -1;
        value = (comment < 0 ? value : value![..comment])?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static double? Number(IConfigurationRoot file, string path, string key)
    {
        if (Text(file, key) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        throw new GlacierBatchException(ErrorKind.InvalidData, "ConfigurationInvalid",
            $"In {path}, [{key.Replace(":", "] ", StringComparison.Ordinal)} is '{text}', which is no number.", "Correct it.", text);
    }
}

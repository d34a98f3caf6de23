namespace GlacierBatch.Help;

/// <summary>A page is not written as help pages are.</summary>
/// <param name="file">The page.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="problem">What is wrong there.</param>
public sealed class PageException(string file, int line, string problem) : Exception($"{file}({line}): error HELP: {problem}");

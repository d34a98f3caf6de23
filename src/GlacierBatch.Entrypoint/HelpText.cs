using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    /// <summary>The text.</summary>
    public const string Text =
        $"""
        Runs one task of a run in a container: glacierbatch-entrypoint [verb]

          run           the task that the variables name (the default)
          hello         prints a line: jobs start
          write-test    writes batch-test/hello.txt to the bucket and reads it back
          check-stack   imports what the scripts need, and writes batch-test/geospatial_test.txt
          copy FROM TO  copies a folder into a store (s3://bucket/prefix, file:///folder), or what a store has into a folder
          --version     prints the version
          --help        prints this

        The task is named by one of these:
          {TaskVariables.RunVariable}, {TaskVariables.PartVariable} and the array's index ({TaskVariables.ArrayIndexVariable}; none is 0)
          {TaskVariables.RunVariable} and {TaskVariables.IndexVariable} (the array's index beats it)
          SATELLITE, REGION, DATE1, DATE2, {PlainTask.BucketVariable} and {PlainTask.BasePathVariable} alone:
            no run, the scripts as they lie in the bucket

          {TaskVariables.StoreVariable}                where it lies: s3://bucket or file:///folder/
          {TaskVariables.ScratchVariable}              the folder for working files
          {TaskVariables.JitterVariable}       an array's children wait up to so long before they start
          {TaskVariables.NoProgressVariable}  a script without progress for so long is ended; 0 for never
          {TaskVariables.ImageVariable}                the image, for the record
          {PythonLocator.Variable}               the interpreter

        Ends with 0 done or superseded, 64 bad task, 66 workload missing, 70 the script failed, 75 try again, 124 timed out, 143 stopped.
        """;
}

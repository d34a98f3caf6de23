using GlacierBatch.Help;

// GlacierBatch.Help FROM TO: makes the help files of the pages in the folder FROM, in the folder TO.
if (args is not [var from, var to])
{
    Console.Error.WriteLine("Usage: GlacierBatch.Help <folder of pages> <folder of help files>");
    return 64;
}

try
{
    HelpFolder.Write(from, to);
    return 0;
}
catch (PageException fault)
{
    // In the form that MSBuild shows as an error of the build, with its place.
    Console.Error.WriteLine(fault.Message);
    return 1;
}

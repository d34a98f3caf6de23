using System.Management.Automation;
using GlacierBatch.Core;

namespace GlacierBatch.PowerShell;

/// <summary>How faults become error records: a stable id, the right category, the object at fault and what to do.</summary>
internal static class ErrorRecords
{
    /// <summary>Whether a fault is one that a user can act on, and no mistake of ours.</summary>
    public static bool IsOurs(Exception fault) =>
        fault is GlacierBatchException or IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>A fault as an error record.</summary>
    public static ErrorRecord Create(Exception fault, object? target)
    {
        var (id, category, recommendation) = fault switch
        {
            GlacierBatchException ours => (ours.ErrorId, Category(ours.Kind), ours.Recommendation),
            UnauthorizedAccessException => ("AccessDenied", ErrorCategory.PermissionDenied, "Use a folder that you may read and write."),
            InvalidDataException => ("DocumentUnreadable", ErrorCategory.InvalidData,
                "Restore it, or repeat the command that wrote it."),
            _ => ("StoreUnavailable", ErrorCategory.ResourceUnavailable,
                "Check the path, the disk and the network, and repeat the command."),
        };
        target = (fault as GlacierBatchException)?.Target ?? target;
        var record = new ErrorRecord(fault, id, category, target);
        if (recommendation is not null) record.ErrorDetails = new ErrorDetails(fault.Message) { RecommendedAction = recommendation };
        return record;
    }

    private static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.Busy => ErrorCategory.ResourceBusy,
        ErrorKind.NotAvailable => ErrorCategory.ResourceUnavailable,
        ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorKind.Timeout => ErrorCategory.OperationTimeout,
        ErrorKind.Stopped => ErrorCategory.OperationStopped,
        ErrorKind.InvalidOperation => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}

namespace GlacierBatch.Core;

/// <summary>What kind of fault an error is; the cmdlets map each onto the ErrorCategory of the same sense.</summary>
public enum ErrorKind
{
    /// <summary>A value that the user gave cannot be used as it is.</summary>
    InvalidArgument,

    /// <summary>A file, object or answer does not hold what it should.</summary>
    InvalidData,

    /// <summary>What was asked for does not exist.</summary>
    NotFound,

    /// <summary>What was to be made exists already (ErrorCategory ResourceExists).</summary>
    AlreadyExists,

    /// <summary>Another process or session holds it (ErrorCategory ResourceBusy).</summary>
    Busy,

    /// <summary>It exists, but cannot be reached or used now (ErrorCategory ResourceUnavailable).</summary>
    NotAvailable,

    /// <summary>The user may not do this.</summary>
    PermissionDenied,

    /// <summary>A time limit ran out (ErrorCategory OperationTimeout).</summary>
    Timeout,

    /// <summary>It was stopped on request (ErrorCategory OperationStopped).</summary>
    Stopped,

    /// <summary>It cannot be done in the state that things are in.</summary>
    InvalidOperation,
}

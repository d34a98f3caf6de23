namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What a stack's status means for what can be done with it.</summary>
internal enum StackState
{
    /// <summary>There is no stack, or it is deleted.</summary>
    Absent,

    /// <summary>It is whole and can be updated.</summary>
    Usable,

    /// <summary>Something is under way; it is followed to its end.</summary>
    Busy,

    /// <summary>Its making failed: it can only be deleted.</summary>
    Broken,

    /// <summary>An update failed, and so did the way back: that must be gone on with.</summary>
    StuckRollback,

    /// <summary>Its deletion failed: something of it is left.</summary>
    DeleteFailed,
}

/// <summary>Reads statuses of CloudFormation.</summary>
internal static class StackStates
{
    /// <summary>What a status means.</summary>
    public static StackState Of(string? status) => status switch
    {
        null or "DELETE_COMPLETE" => StackState.Absent,
        "UPDATE_ROLLBACK_FAILED" => StackState.StuckRollback,
        "DELETE_FAILED" => StackState.DeleteFailed,
        // A stack in review was never made: somebody looked at a change set for it.
        "ROLLBACK_COMPLETE" or "ROLLBACK_FAILED" or "CREATE_FAILED" or "REVIEW_IN_PROGRESS" or "IMPORT_ROLLBACK_FAILED" =>
            StackState.Broken,
        _ when status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) => StackState.Busy,
        _ => StackState.Usable,
    };
}

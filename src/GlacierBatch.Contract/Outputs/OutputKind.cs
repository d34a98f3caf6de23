namespace GlacierBatch.Contract.Outputs;

/// <summary>What a file below the scripts' base folder is.</summary>
public enum OutputKind
{
    /// <summary>A clipped scene.</summary>
    Scene,

    /// <summary>What a scene was made from: <c>metadata/individual_csv/*.csv</c>.</summary>
    SceneMetadata,

    /// <summary>All scenes of a region: <c>metadata/combined_csv/R.csv</c>. All tasks of a region write it.</summary>
    CombinedMetadata,

    /// <summary>The scenes that the query found (landsat). All tasks of a region write it.</summary>
    QueryResults,

    /// <summary>The reference grid. All tasks of a region write it.</summary>
    Template,

    /// <summary>A raw tile; not published unless asked for.</summary>
    RawTile,

    /// <summary>Anything else.</summary>
    Other,
}

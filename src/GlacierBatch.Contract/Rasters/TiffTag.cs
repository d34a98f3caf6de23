namespace GlacierBatch.Contract.Rasters;

/// <summary>The tags that are read.</summary>
internal enum TiffTag : ushort
{
    Width = 256,
    Height = 257,
    BitsPerSample = 258,
    Compression = 259,
    Photometric = 262,
    StripOffsets = 273,
    Bands = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    Planes = 284,
    Predictor = 317,
    TileWidth = 322,
    TileHeight = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    SampleFormat = 339,
    PixelScale = 33550,
    TiePoints = 33922,
    GeoKeys = 34735,
    NoData = 42113,
}

using System.Globalization;

namespace GlacierBatch.Host;

/// <summary>
/// English, so that numbers read the same on every machine and help is looked for where it lies, but with dates as 2025-08-01: what has no
/// view of its own, or follows something of another kind, is shown in the culture's way.
/// </summary>
internal static class HostCulture
{
    /// <summary>The culture of the process and its sessions.</summary>
    public static CultureInfo English { get; } = Create();

    private static CultureInfo Create()
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo("en-US").Clone();
        culture.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        culture.DateTimeFormat.LongDatePattern = "yyyy-MM-dd";
        culture.DateTimeFormat.ShortTimePattern = "HH:mm";
        culture.DateTimeFormat.LongTimePattern = "HH:mm:ss";
        return CultureInfo.ReadOnly(culture);
    }
}

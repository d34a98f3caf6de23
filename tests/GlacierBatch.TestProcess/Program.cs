using GlacierBatch.TestProcess;

// Every verb says "ready", waits for a line, acts, and says what came of it: tests start many and let them go at once.
return args switch
{
    ["try-put", var folder, var key, var content] => await StoreVerbs.TryPutAsync(folder, key, content),
    ["increment", var folder, var key, var times] => await StoreVerbs.IncrementAsync(folder, key, int.Parse(times)),
    ["put-half", var folder, var key, var bytes] => await StoreVerbs.PutHalfAsync(folder, key, int.Parse(bytes)),
    ["put-forever", var folder, var key, var bytes] => await StoreVerbs.PutForeverAsync(folder, key, int.Parse(bytes)),
    ["hold", var folder, var key] => await StoreVerbs.HoldAsync(folder, key),
    ["send", var endpoint, var location, var folder] => await TransferVerbs.SendAsync(endpoint, location, folder),
    ["fetch", var endpoint, var location, var folder] => await TransferVerbs.FetchAsync(endpoint, location, folder),
    ["wait", var home] => await SessionVerbs.WaitAsync(home),
    ["submit", var home, var run] => await SessionVerbs.SubmitAsync(home, run),
    ["open-ledger", var home] => await SessionVerbs.OpenLedgerAsync(home),
    _ => Unknown(args),
};

static int Unknown(string[] args)
{
    Console.Error.WriteLine(
        $"The verb '{string.Join(' ', args)}' is none of: try-put, increment, put-half, put-forever, hold, send, fetch, wait, submit, " +
        "open-ledger.");
    return 64;
}

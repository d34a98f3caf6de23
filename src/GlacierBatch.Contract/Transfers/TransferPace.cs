using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// How many files are on their way at a time: as many as allowed, half of them each time that S3 asks to slow down, and one more for
/// every round that went well.
/// </summary>
internal sealed class TransferPace
{
    /// <summary>The client has repeated each request several times already when a file fails.</summary>
    private const int MaxTries = 5;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _free;
    private readonly int _connections;
    private readonly TimeProvider _time;
    private int _limit;
    private int _excess;
    private int _successes;

    /// <summary>Nobody has asked to slow down yet.</summary>
    /// <param name="connections">As many as allowed.</param>
    /// <param name="time">Paces waits.</param>
    public TransferPace(int connections, TimeProvider time)
    {
        _free = new SemaphoreSlim(connections);
        _connections = connections;
        _limit = connections;
        _time = time;
    }

    /// <summary>How many may be on their way now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate) return _limit;
        }
    }

    /// <summary>Moves a file once it is its turn, and again where S3 was overloaded or the object changed on the way.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> transfer, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await _free.WaitAsync(cancellationToken);
            try
            {
                // Reading and hashing must not hold up whoever begins the next one.
                await Task.Yield();
                var moved = await transfer();
                Succeed();
                return moved;
            }
            catch (S3ObjectException e) when (tries < MaxTries && (IsThrottling(e) || e.Code is "ObjectReplaced" or "ChecksumMismatch"))
            {
                if (IsThrottling(e)) SlowDown();
            }
            finally
            {
                Release();
            }

            await Backoff.WaitAsync(tries, _time, cancellationToken);
        }
    }

    private static bool IsThrottling(S3ObjectException e) => e.Code is "SlowDown" or "TooManyRequests" or "ServiceUnavailable"
        or "Throttling" or "ThrottlingException" or "RequestLimitExceeded";

    private void SlowDown()
    {
        lock (_gate)
        {
            var next = Math.Max(1, _limit / 2);
            _excess += _limit - next;
            _limit = next;
            _successes = 0;
        }
    }

    private void Succeed()
    {
        lock (_gate)
        {
            if (_limit == _connections || ++_successes < _limit) return;
            _successes = 0;
            _limit++;
            if (_excess > 0) _excess--;
            else _free.Release();
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            // A place too many is not given on.
            if (_excess > 0) _excess--;
            else _free.Release();
        }
    }
}

// PowerShell has jobs of its own; here a job is always ours.
global using Job = GlacierBatch.Core.Runs.Job;

using Triage.Server.Cli;

using var signals = new TerminationSignals();
return await TriageCli.RunAsync(args, CliEnvironment.OfProcess(), signals.Token);

using Triage.Core.Calls;
using Triage.Server.Configuration;

namespace Triage.Server.Hosting;

/// <summary>Builds the desk of an appliance; loads nothing yet (<see cref="ICallDesk.WarmUpAsync"/> does).</summary>
/// <param name="services">Offers ILoggerFactory and TimeProvider; ComputeStatus where somebody asks for it.</param>
/// <exception cref="ConfigurationException">The configuration names what is not there.</exception>
internal delegate ICallDesk DeskFactory(TriageConfiguration configuration, IServiceProvider services);

# Installs the appliance: hands over to "triage install" of the bundle, or of this checkout.
$ErrorActionPreference = "Stop"
$bundle = Join-Path $PSScriptRoot "triage.exe"
if (Test-Path $bundle) {
    & $bundle install @args
}
elseif (Get-Command dotnet -ErrorAction SilentlyContinue) {
    & dotnet run --project (Join-Path $PSScriptRoot "src/Triage.Server") -c Release -- install @args
}
else {
    Write-Error "triage.exe ou le SDK .NET 10.0.100 est necessaire / triage.exe or the .NET SDK 10.0.100 is needed." -ErrorAction Continue
    exit 2
}
exit $LASTEXITCODE

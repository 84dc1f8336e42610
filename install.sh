#!/usr/bin/env bash
# Installs the appliance: hands over to "triage install" of the bundle, or of this checkout.
set -euo pipefail
here="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)"
exec "$here/triage" install "$@"

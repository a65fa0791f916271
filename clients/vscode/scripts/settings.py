"""Put the settings of the server into `package.json`; the client's own stay.

    python clients/vscode/scripts/settings.py            write
    python clients/vscode/scripts/settings.py --check    exit 1 when they differ

Run it after a change of `server/kibitz/settings/model.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kibitz.settings.schema import vscode_properties, vscode_restricted

MANIFEST = Path(__file__).resolve().parents[1] / "package.json"
CLIENT_ONLY = ("kibitz.serverPath",)


def with_settings(manifest_text: str) -> str:
    """The text of `package.json` with the settings of the schema."""
    manifest = json.loads(manifest_text)
    configuration = manifest["contributes"]["configuration"]
    own = {key: configuration["properties"][key] for key in CLIENT_ONLY}
    configuration["properties"] = own | vscode_properties()
    untrusted = manifest["capabilities"]["untrustedWorkspaces"]
    untrusted["restrictedConfigurations"] = [*CLIENT_ONLY, *vscode_restricted()]
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write, or compare."""
    present = MANIFEST.read_text(encoding="utf-8")
    wanted = with_settings(present)
    if present == wanted:
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{MANIFEST.name} does not hold the settings of the schema: run {Path(__file__).name}")
        return 1
    MANIFEST.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

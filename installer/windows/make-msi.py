#!/usr/bin/env python3
"""make-msi.py VERSION FILES OUT   Makes the MSI from smsync.wxs on Debian, with wixl and msibuild (packages wixl, msitools).

wixl knows neither conditions of components, nor the environment, nor secure properties. They are taken out of what it reads
and put into the tables of the MSI afterwards, as WiX itself would (Windows Installer's tables Component, Environment,
Property and InstallExecuteSequence)."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SOURCE = Path(__file__).with_name("smsync.wxs")
NAMESPACE = "{http://schemas.microsoft.com/wix/2006/wi}"
ElementTree.register_namespace("", NAMESPACE.strip("{}"))
# `=-` in front of a name: set when installed, taken back when removed. `[~]` stands for what was there before.
WHEN_AND_WHERE = "=-*"
AFTER_THE_FILES = {"RemoveEnvironmentStrings": 3300, "WriteEnvironmentStrings": 5200}


def run(*command) -> str:
    done = subprocess.run([str(part) for part in command], cwd=SOURCE.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout


def take_out(root: ElementTree.Element) -> list[str]:
    """What wixl does not know, as statements for the tables."""
    statements = ["CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL LOCALIZABLE, "
                  "`Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `Environment`)"]
    for component in root.iter(f"{NAMESPACE}Component"):
        name = component.get("Id")
        for condition in component.findall(f"{NAMESPACE}Condition"):
            statements.append(f"UPDATE `Component` SET `Condition` = '{condition.text}' WHERE `Component` = '{name}'")
            component.remove(condition)
        for variable in component.findall(f"{NAMESPACE}Environment"):
            statements.append("INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`) VALUES "
                              f"('{variable.get('Id')}', '{WHEN_AND_WHERE}{variable.get('Name')}', '[~];{variable.get('Value')}', '{name}')")
            component.remove(variable)
    for action, at in AFTER_THE_FILES.items():
        statements.append(f"INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('{action}', {at})")
    secure = [each.get("Id") for each in root.iter(f"{NAMESPACE}Property") if each.attrib.pop("Secure", None)]
    known = "SecureCustomProperties"
    statements.append(f"INSERT INTO `Property` (`Property`, `Value`) VALUES ('{known}', '{';'.join(secure)}')")
    return statements


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    version, out = sys.argv[1], Path(sys.argv[3]).resolve()
    # wixl looks beside the source, and knows no absolute path.
    files = os.path.relpath(sys.argv[2], SOURCE.parent)
    # wixl's own processing instructions are kept as they stand.
    tree = ElementTree.parse(SOURCE, ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_pis=True)))
    statements = take_out(tree.getroot())
    with tempfile.NamedTemporaryFile(suffix=".wxs", dir=SOURCE.parent) as known:
        tree.write(known.name, encoding="utf-8", xml_declaration=True)
        run("wixl", "--arch", "x64", "-D", f"Version={version}", "-D", f"Files={files}", "-D", "Loader=yes", "-o", out, known.name)
    earlier = run("msiinfo", "export", out, "Property")
    if "SecureCustomProperties\t" in earlier:
        value = earlier.split("SecureCustomProperties\t")[1].split("\r")[0].split("\n")[0]
        statements[-1] = (f"UPDATE `Property` SET `Value` = '{value};{statements[-1].split(chr(39))[3]}' "
                          "WHERE `Property` = 'SecureCustomProperties'")
    for statement in statements:
        run("msibuild", out, "-q", statement)
    return 0


if __name__ == "__main__":
    sys.exit(main())

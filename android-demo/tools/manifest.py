#!/usr/bin/env python3
"""Puts the library's manifest into the app's, as Gradle's merger does: manifest.py LIBRARY APP OUT.

Permissions and features are a union by name; the library's components follow the app's own. Two components of one name are an
error, for then nobody can say which attributes hold.
"""
import sys
import xml.etree.ElementTree as tree

ANDROID = "http://schemas.android.com/apk/res/android"
NAME = f"{{{ANDROID}}}name"
tree.register_namespace("android", ANDROID)

library, app = (tree.parse(path).getroot() for path in sys.argv[1:3])
app.set("package", "dunlog.app")
named = {(item.tag, item.get(NAME)) for item in app}
place = list(app).index(app.find("application"))
for item in library:
    if item.tag != "application" and (item.tag, item.get(NAME)) not in named:
        app.insert(place, item)
        place += 1
parts = app.find("application")
known = {item.get(NAME) for item in parts}
for item in library.find("application"):
    if item.get(NAME) in known:
        sys.exit(f"{item.get(NAME)} stands in both manifests")
    parts.append(item)
tree.indent(app)
tree.ElementTree(app).write(sys.argv[3], encoding="utf-8", xml_declaration=True)

from pathlib import Path


def save(manifest, path):
    path.write_text(json.dumps(manifest))


save({"crate": 7, "kilos": 120}, Path("manifest.json"))
